import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { described, earlierProofs } from '../../../src/commands/revise/describe.ts';
import type { Scene } from '../../../src/commands/revise/own-pull.ts';
import { commitOf, type Told } from '../../../src/commands/revise/round.ts';
import type { Effect } from '../../../src/core/effect.ts';
import type { History, Reproduction } from '../../../src/core/implemented.ts';

const proof: Reproduction = {
  of: 'bug',
  tests: [{ path: 'test/shop.test.js', name: 'members pay less' }],
  command: 'node --test',
  before: '100 !== 90',
  because: 'A member pays 100.',
  after: 'passed',
};

const opened: History = {
  proofs: [proof],
  noProof: null,
  rounds: [],
  open: ['The page is not done.'],
  opened: null,
};

const round: Told = {
  is: 'revised',
  answers: [],
  changes: [],
  title: 'Take a share off for members',
  summary: 'Members pay a share.',
  verification: {
    notRun: null,
    reproduction: null,
    noReproduction: null,
    earlier: [proof],
    suites: [],
    checks: [],
    faults: [],
  },
  refused: [],
  notDone: [],
  lookAt: ['Whether nine tenths are right.'],
  split: null,
  incomplete: null,
  plan: [{ text: 'Name the share', verify: 'The tests pass' }],
  planDone: 1,
  tail: [],
  spent: { steps: 4, tokensIn: 0, tokensCached: 0, tokensOut: 0, usd: 0, ms: 0 },
};

const written = { title: 'Take ten per cent off', body: 'Members pay less.\n\nFixes #1' };

/** A draft of ours as it was opened with a history, and as people read it now. */
function scene(history: History | undefined, body = `${written.body}\n<!-- patchwright -->`): Scene {
  const first = { kind: 'draft-pull', ...written, ...(history === undefined ? {} : { history }) };
  const task = {
    forge: { linkedIssues: () => Promise.resolve([{ ref: { number: 1 } }]) },
    memory: { made: () => Promise.resolve([first]), earlier: () => Promise.resolve([]) },
  };
  const ref = { id: 1, owner: 'octo', repo: 'shop', number: 2 };
  const pull = { ref, head: { sha: 'a', branch: 'b' }, title: written.title, body };
  return { task, pull, key: 'r1.1.1', remarks: [] } as unknown as Scene;
}

async function after(at: Scene, told = round): Promise<Extract<Effect, { kind: 'describe' }> | undefined> {
  const commit = commitOf(told, at, { title: 'Heed the remarks of bob', coAuthor: null, merges: null });
  const [effect] = await described(told, commit, at);
  return effect?.kind === 'describe' ? effect : undefined;
}

suite('a description after a round', () => {
  test('keeps what showed it, and what was left open, and tells what the round did', async () => {
    const effect = await after(scene(opened));
    assert.equal(
      effect?.body,
      `Members pay a share.

Fixes #1

### How it was verified

- Shown by \`members pay less\` in \`test/shop.test.js\`, run with \`node --test\`. A member pays 100. With the change it passes. Without the change, when it was written:

  \`\`\`text
  100 !== 90
  \`\`\`

### What was done since it was opened

- Heed the remarks of bob: Name the share.

### What to look at

- Whether nine tenths are right.

### What earlier rounds left open or to look at

- The page is not done.`,
    );
    assert.deepEqual(effect.history, {
      proofs: [proof],
      noProof: null,
      rounds: ['Heed the remarks of bob: Name the share.'],
      open: ['The page is not done.', 'Whether nine tenths are right.'],
      opened: null,
    });
  });

  test('goes on with what the round has shown itself, and tells a round that is not whole', async () => {
    const shown = { ...proof, because: 'A guest pays 90.' };
    const plan = [...round.plan, { text: 'Round it', verify: 'It is whole' }];
    const verification = { ...round.verification, reproduction: shown };
    const effect = await after(scene(opened), { ...round, verification, plan, incomplete: { is: 'stuck' } });
    assert.deepEqual(effect?.history?.proofs, [proof, shown]);
    assert.deepEqual(effect.history.rounds, ['Heed the remarks of bob: Name the share. It is incomplete.']);
    assert.deepEqual(effect.history.open.slice(1), [
      'Planned, and not marked as done: Round it',
      'Whether nine tenths are right.',
    ]);
  });

  test('says on why no test shows it', async () => {
    const verification = { ...round.verification, earlier: [] };
    const effect = await after(scene({ ...opened, proofs: [], noProof: 'It is a word.' }), {
      ...round,
      verification,
    });
    assert.match(effect?.body ?? '', /\n- No test shows it: It is a word\.\n/);
  });

  test('keeps what it was opened with where that was no work on an issue', async () => {
    const effect = await after(scene(undefined));
    const kept = `<details><summary>What it was opened with, as it was then</summary>\n\n${written.body}\n\n</details>`;
    assert.ok(effect);
    assert.ok(effect.body.endsWith(`\n\n${kept}`));
    const next = await after(scene(effect.history));
    assert.ok(next?.body.endsWith(`\n\n${kept}`));
    assert.deepEqual(effect.history?.rounds, ['Heed the remarks of bob: Name the share.']);
    assert.deepEqual(await earlierProofs(scene(undefined)), []);
    assert.deepEqual(await earlierProofs(scene(opened)), [proof]);
  });

  test('is left to people who have written it anew', async () => {
    assert.equal(await after(scene(opened, 'As the issue says.')), undefined);
  });
});
