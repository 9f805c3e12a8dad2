import assert from 'node:assert/strict';
import { agreeable } from '../agreeable.ts';
import { type Call, good, shop } from '../engines/implementation/implementation-world.ts';
import type { Asked, Scripted } from '../model-server.ts';
import { World, type WorldOptions } from '../world.ts';

type Ending = Parameters<typeof World.open>[0];

export { good };

/** Turns of a model that does what the shop's issue asks for. */
export const wellDone: readonly Turn[] = [
  good.look,
  good.plan,
  good.writeTest,
  good.reproduce,
  good.mend,
  good.test,
  good.submit,
];

/** Calls of tools, or whatever else the server does. */
export type Turn = readonly Call[] | Exclude<Scripted, string>;

export interface ShopOptions extends WorldOptions {
  /** One after the other in each conversation; the last is repeated. */
  readonly turns?: readonly Turn[];
  /** Of `implement` in the repository's configuration. */
  readonly config?: string;
  /** A process of its own that can be killed, in place of this one. */
  readonly apart?: boolean;
}

/** Ada's shop, whose members pay too much, as zoe's issue says. Bob may write. */
export async function shopWorld(t: Ending, options: ShopOptions = {}) {
  const { turns = wellDone, config, apart = false, ...more } = options;
  const world = await (apart ? World.still(t, more) : World.open(t, more));
  function takes(turns: readonly Turn[]): void {
    world.model.otherwise((asked) => scripted(asked, turns));
  }
  takes(turns);
  const [ada, bob, zoe] = ['ada', 'bob', 'zoe'].map((login) => world.github.as(login));
  assert.ok(ada && bob && zoe);
  const settings = config === undefined ? {} : { '.github/patchwright.yml': `implement: ${config}\n` };
  await ada.createRepository('octo/shop', { files: { ...shop.files, ...settings } });
  ada.setPermission('octo/shop', 'bob', 'write');
  const issue = await zoe.openIssue('octo/shop', shop.issue);
  function said(): readonly string[] {
    return world.comments(issue).flatMap(({ author, body }) => (author === 'patchwright[bot]' ? [body] : []));
  }
  return { world, ada, bob, zoe, issue, said, takes };
}

function scripted(asked: Asked, turns: readonly Turn[]): Scripted | undefined {
  const { prompt, body } = asked;
  if (prompt === 'fits') return '{"fits": true, "why": "It is what the issue says."}';
  if (prompt === 'claims') return '{"unsupported": []}';
  if (prompt === 'review') return '<summary>\nIt does what it says.\n</summary>\n<nothing/>';
  if (prompt !== 'implement') return agreeable(asked);
  const step = body.messages.filter(({ role }) => role === 'assistant').length;
  const turn = turns[Math.min(step, turns.length - 1)] ?? [];
  if ('is' in turn) return turn;
  const calls = turn.map(([tool, input], at) => ({
    id: `c${step}-${at}`,
    tool,
    input: JSON.stringify(input),
  }));
  return { is: 'calls', calls, usage: usageOf(body) };
}

/** Tools count as well, four characters to a token. */
function usageOf(body: object): object {
  const prompt_tokens = Math.ceil(JSON.stringify(body).length / 4);
  return { prompt_tokens, completion_tokens: 100, total_tokens: prompt_tokens + 100 };
}

/** The questions of conversations in which an issue is worked on. */
export function worked({ model }: World): readonly Asked[] {
  return model.asked.filter(({ prompt }) => prompt === 'implement');
}
