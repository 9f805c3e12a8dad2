import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { mendChecks } from '../../../src/commands/revise/mend-checks.ts';
import type { Scene } from '../../../src/commands/revise/own-pull.ts';
import type { BranchCommit, CommitCheck } from '../../../src/ports/forge.ts';
import { checksHeading } from '../../../src/text/revise.ts';

interface Standing {
  readonly checks: readonly CommitCheck[];
  readonly onBase?: readonly CommitCheck[];
  /** Keys of the branch's commits, newest first; null for a person's. */
  readonly commits?: readonly (string | null)[];
  /** What we have said, by the keys of our comments. */
  readonly said?: Readonly<Record<string, string>>;
  readonly asked?: boolean;
}

const begun = 'the work begins';

/** What is said of the checks, or that the work on them begins. */
async function cameOf({ checks, onBase = [], commits = [], said = {}, asked = false }: Standing) {
  const keys = Object.keys(said);
  const forge = {
    checks: (sha: string) => Promise.resolve(sha === 'base' ? onBase : checks),
    branch: () => Promise.resolve(commits.map((key): BranchCommit => ({ sha: 'c', key, isSignedOff: null }))),
    ownComments: () => Promise.resolve(keys.map((key, id) => ({ id, key }))),
  };
  const task = {
    forge,
    run: { asked },
    config: { implement: { attempts: 3, coAuthor: true } },
    once: (_name: string, _inputs: unknown, _schema: unknown, make: () => Promise<unknown>) => make(),
    appear: () => Promise.reject(new Error(begun)),
  };
  const pull = {
    ref: { number: 2 },
    head: { sha: 'abcdef0123', branch: 'b' },
    base: { sha: 'base', branch: 'main' },
  };
  const remarks = keys.map((key, id) => ({ id, isOurs: true, body: said[key] ?? '' }));
  try {
    const round = await mendChecks({ task, pull, remarks } as unknown as Scene);
    return round && round.effects.map((effect) => (effect.kind === 'comment' ? effect.body : effect.kind));
  } catch (error) {
    if (error instanceof Error && error.message === begun) return begun;
    throw error;
  }
}

function check(name: string, state: CommitCheck['state'], isRequired = false): CommitCheck {
  return { id: name, name, state, isRequired, detail: '' };
}

const red = [check('lint', 'failed')];
const tries = ['r1.9.0', 'r1.8.0', 'r1.7.0'];
const told = Object.fromEntries(tries.map((key) => [key.replace(/0$/, '2'), checksHeading(key, ['lint'])]));

suite('failing checks', () => {
  test('are begun with once all are over, and where they count', async () => {
    assert.equal(await cameOf({ checks: red }), begun);
    assert.equal(await cameOf({ checks: [...red, check('test', 'pending')] }), null);
    assert.equal(await cameOf({ checks: [check('lint', 'passed')] }), null);
    assert.equal(await cameOf({ checks: [...red, check('test', 'passed', true)] }), null);
    assert.equal(await cameOf({ checks: [check('slow', 'pending'), check('test', 'failed', true)] }), begun);
  });

  test('are begun with once for a head, unless somebody asks', async () => {
    const said = { 'r1.5.0': `${checksHeading('abcdef0', ['lint'])}\n\nNothing was changed for it.` };
    assert.equal(await cameOf({ checks: red, said }), null);
    assert.equal(await cameOf({ checks: [...red, check('test', 'failed')], said }), begun);
    assert.equal(await cameOf({ checks: red, said, asked: true }), begun);
  });

  test('are left to people after three commits in a row', async () => {
    const [text] = (await cameOf({ checks: red, commits: tries, said: told })) ?? [];
    assert.match(
      text ?? '',
      /^\*\*Failing checks\*\* at `abcdef0`: `lint`\.\n\n3 times in a row a commit was to mend/,
    );
    assert.equal(await cameOf({ checks: red, commits: tries.slice(1), said: told }), begun);
    assert.equal(await cameOf({ checks: red, commits: tries, said: told, asked: true }), begun);
  });

  test('are counted anew after a commit by a person, or by us for something else', async () => {
    for (const other of [null, 'r1.6.0']) {
      const commits = [...tries.slice(0, 2), other, ...tries.slice(2)];
      assert.equal(await cameOf({ checks: red, commits, said: told }), begun);
    }
  });

  test('that fail on the base as well are named once', async () => {
    const text = '`lint` fails on `main` as well, so it is left alone here.';
    assert.deepEqual(await cameOf({ checks: red, onBase: red }), [text]);
    assert.equal(await cameOf({ checks: red, onBase: red, said: { 'r1.5.0': text } }), null);
  });
});
