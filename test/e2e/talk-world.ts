import assert from 'node:assert/strict';
import { divisionAnswer, World, type WorldOptions } from '../world.ts';

type Ending = Parameters<typeof World.open>[0];
type Pull = Awaited<ReturnType<World['divisionPull']>>;

export const bot = 'patchwright[bot]';

/** A pull request by ada with one finding in a thread; mia may write to the repository. */
export async function toldPull(t: Ending, options: WorldOptions = {}) {
  const world = await World.open(t, options);
  world.model.script('review', divisionAnswer);
  const pull = await world.divisionPull();
  await world.quiet();
  world.github.as('ada').setPermission('octo/shop', 'mia', 'write');
  return { world, pull, ...world.github.state.threads(pull).map(rootOf)[0] };
}

export function rootOf({ comments }: { readonly comments: readonly { readonly id: number }[] }) {
  assert.ok(comments[0]);
  return { root: comments[0].id };
}

export function lastRoot({ github }: World, pull: Pull): number {
  const thread = github.state.threads(pull).at(-1);
  return rootOf(thread ?? { comments: [] }).root;
}

/** What people read in a thread below its root: who said what; and who resolved it. */
export function threadOf({ github }: World, pull: Pull, root: number) {
  const thread = github.state.threads(pull).find(({ comments }) => comments[0]?.id === root);
  return {
    replies: (thread?.comments.slice(1) ?? []).map(({ author, body }) => [
      author.login,
      body.replace(/\n*<!-- patchwright[^>]*-->$/, ''),
    ]),
    resolvedBy: thread?.resolvedBy?.login,
  };
}

export function eyesOn({ github }: World, id: number): readonly string[] {
  return github.state.reactions({ kind: 'review-comment', id }).map(({ content }) => content);
}

interface Answer {
  readonly stand: 'keep' | 'withdraw' | 'settled';
  readonly reply: string;
  readonly quote?: string;
  readonly lesson?: string;
}

export function answerOf({ stand, reply, quote, lesson }: Answer): string {
  const proof = quote === undefined ? '' : `<proof>\npath: math.js\n\`\`\`\n${quote}\n\`\`\`\n</proof>\n`;
  const rule = lesson === undefined ? '' : `<lesson>\n${lesson}\n</lesson>\n`;
  return `<answer>\nstand: ${stand}\n${proof}<reply>\n${reply}\n</reply>\n${rule}</answer>`;
}

export const withdrawal = answerOf({
  stand: 'withdraw',
  reply:
    'Numbers of JavaScript divide to Infinity, and nothing here wants another result: I had overlooked that.',
  quote: '  return a / b;',
});

export const withdrawn =
  'Numbers of JavaScript divide to Infinity, and nothing here wants another result: I had overlooked that.\n\nIn `math.js`:\n\n```\n  return a / b;\n```';

/** The last question that was asked, whole. */
export function question({ model }: World): string {
  return (model.asked.at(-1)?.messages ?? []).map(({ content }) => content).join('\n');
}
