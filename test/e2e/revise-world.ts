import assert from 'node:assert/strict';
import { registered } from '../../src/commands/command.ts';
import { goOn } from '../../src/commands/continue/command.ts';
import { implement } from '../../src/commands/implement/command.ts';
import { revise } from '../../src/commands/revise/command.ts';
import { stop } from '../../src/commands/stop/command.ts';
import { conversationOf } from '../../src/core/answer-to.ts';
import type { Reply } from '../../src/core/effect.ts';
import type { Subject } from '../../src/core/subject.ts';
import { shop } from '../engines/implementation/implementation-world.ts';
import { World, type WorldOptions } from '../world.ts';
import { scripted, type Turn } from './turns.ts';

type Ending = Parameters<typeof World.open>[0];

/** Work in the jail leaves a busy machine no time to say every second that a job is alive. */
export const patient = { holdMs: 20_000, queue: { lockMs: 20_000, stalledMs: 20_000, backoffMs: 50 } };

const branch = 'patchwright/issue-1';
const source = 'src/shop.js';
export const discounted = shop.files[source].replace(
  'return amount;',
  'return isMember ? amount * 0.9 : amount;',
);

export const described = 'Members pay ten per cent less.\n\nFixes #1';

/**
 * Ada's shop with a draft of ours, #2, that takes ten per cent off for members. Bob may write, zoe may read. The draft is delivered as
 * ever; the engine that would think it up is left out.
 */
export async function draftWorld(t: Ending, config = '{}', options: WorldOptions = {}) {
  const steering = [registered(stop), registered(goOn)];
  const commands = [registered({ ...implement, run: drafting }), registered(revise), ...steering];
  const world = await World.still(t, { commands, timing: patient, ...options });
  const running = await world.start();
  const [ada, bob, zoe] = ['ada', 'bob', 'zoe'].map((login) => world.github.as(login));
  assert.ok(ada && bob && zoe);
  const settings = { '.github/patchwright.yml': `implement: ${config}\n` };
  await ada.createRepository('octo/shop', { files: { ...shop.files, ...settings } });
  ada.setPermission('octo/shop', 'bob', 'write');
  const issue = await ada.openIssue('octo/shop', shop.issue);
  ada.comment(issue, '/implement');
  await world.quiet();
  const pull = { repository: 'octo/shop', number: 2 };
  assert.equal(world.drafts('octo/shop')[0]?.number, 2, world.log.join('\n'));
  function takes(turns: readonly Turn[]): void {
    world.model.otherwise((asked) => scripted(asked, 'revise', turns));
  }
  /** Titles of the commits on the branch, the oldest first. */
  async function commits() {
    return (await world.github.state.commits(pull)).map(({ message }) => message.split('\n')[0]);
  }
  /** What we have said on the conversation, but for how requests stand. */
  function said(): readonly string[] {
    const ours = world.comments(pull).filter(({ author }) => author === 'patchwright[bot]');
    return ours.flatMap(({ body }) => (body.startsWith('**`/') ? [] : [body]));
  }
  return {
    world,
    running,
    ada,
    bob,
    zoe,
    pull,
    takes,
    commits,
    said,
    head: () => world.github.state.pull(pull).head.sha,
    /** All threads: who has said what. */
    threads: () =>
      world.github.state
        .threads(pull)
        .map(({ comments }) =>
          comments.map(({ author, body }) => [author.login, body.replace(/\n*<!--[^>]*-->/g, '')]),
        ),
    worked: () => world.model.asked.filter(({ prompt }) => prompt === 'revise'),
  };
}

async function drafting({
  subject,
  forge,
}: {
  readonly subject: Subject;
  readonly forge: Forge;
}): Promise<Reply> {
  const { number, ...repository } = conversationOf(subject);
  const [base] = (await forge.branch('main')) ?? [];
  assert.ok(base);
  const change = { path: source, before: shop.files[source], after: discounted, mode: 'plain' } as const;
  const title = 'Take ten per cent off for members';
  return {
    effects: [
      {
        kind: 'commits',
        repository,
        branch,
        isNew: true,
        expectedHead: base.sha,
        merges: null,
        title,
        body: '',
        coAuthor: null,
        changes: [change],
      },
      {
        kind: 'draft-pull',
        repository,
        branch,
        base: 'main',
        title,
        body: described,
        closes: [number],
        reviewers: [],
      },
    ],
    next: { kind: 'done', note: '' },
  };
}

type Forge = Parameters<typeof implement.run>[0]['forge'];

/** Looks at the source and begins. */
export function planned(text: string): Turn {
  return [
    ['read_file', { path: source }],
    ['plan', { kind: 'other', steps: [{ text, verify: 'The tests pass' }] }],
  ];
}

export function replacing(search: string, replace: string): Turn {
  return [['edit', { replacements: [{ path: source, search, replace }] }]];
}

export function submitted(
  summary: string,
  answers: readonly { readonly thread: number; readonly text: string }[] = [],
): Turn {
  return [['submit', { title: 'Take ten per cent off for members', summary, answers }]];
}
