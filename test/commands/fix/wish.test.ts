import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { guardOf } from '../../../src/commands/fix/guarded.ts';
import { openFindings } from '../../../src/commands/fix/open-findings.ts';
import { chosen, wishIn } from '../../../src/commands/fix/wish.ts';
import type { Thread } from '../../../src/ports/forge.ts';

/** A thread of ours as GitHub shows it, but for what is said otherwise. */
function thread(id: number, body: string, more: Partial<Thread> = {}): Thread {
  const author = { id: 1, login: 'patchwright[bot]', isBot: true };
  return {
    id: `T${id}`,
    rootCommentId: id,
    fingerprint: `f${id}`,
    path: 'cart.js',
    line: 4,
    startLine: null,
    isResolved: false,
    resolvedBy: null,
    comments: [{ id, author, body, isOurs: true }],
    ...more,
  };
}

const withSuggestion =
  '**High, bug:** The sum is lost\n\nText.\n\n```suggestion\n  a();\n  b();\n```\n\n<!-- x -->';
const without = '**Low, test:** The average is lost\n\nText.';

suite('open findings', () => {
  test('are read from our threads, with the lines to commit', () => {
    const reply = { id: 9, author: { id: 2, login: 'ada', isBot: false }, body: 'True.', isOurs: false };
    const first = thread(1, withSuggestion, { startLine: 3 });
    assert.deepEqual(openFindings([{ ...first, comments: [...first.comments, reply] }]), [
      {
        number: 1,
        threadId: 'T1',
        rootCommentId: 1,
        path: 'cart.js',
        start: 3,
        end: 4,
        title: 'The sum is lost',
        told: withSuggestion,
        replies: [{ author: 'ada', body: 'True.' }],
        suggestion: ['  a();', '  b();'],
      },
    ]);
  });

  test('leave out what is resolved, outdated or somebody else’s', () => {
    const threads = [
      thread(1, without, { isResolved: true }),
      thread(2, without, { line: null }),
      thread(3, without, { fingerprint: null }),
      thread(4, without),
    ];
    assert.deepEqual(
      openFindings(threads).map(({ number, rootCommentId }) => [number, rootCommentId]),
      [[1, 4]],
    );
  });

  for (const [what, block, lines] of [
    ['takes lines away', '```suggestion\n```', []],
    ['leaves a blank line', '```suggestion\n\n```', ['']],
    ['holds back-ticks', '````suggestion\n```\n````', ['```']],
    ['is one of several', '```suggestion\na\n```\n\n```suggestion\nb\n```', null],
    ['is only quoted', '> ```suggestion\n> a\n> ```', null],
  ] as const) {
    test(`whose suggestion ${what} have ${JSON.stringify(lines)}`, () => {
      const [finding] = openFindings([thread(1, `**High, bug:** T\n\n${block}`)]);
      assert.deepEqual(finding?.suggestion, lines);
    });
  }
});

suite('what is asked for', () => {
  const open = openFindings([thread(1, withSuggestion), thread(2, without), thread(3, withSuggestion)]);

  function chosenBy(words: string, root: number | null = null) {
    const choice = chosen(wishIn(words.split(' ').filter(Boolean)), open, root);
    switch (choice.is) {
      case 'chosen':
        return choice.findings.map(({ number }) => number);
      case 'unclear':
        return ['which of', ...choice.among.map(({ number }) => number)];
      case 'no-thread-of-ours':
        return ['no thread of ours'];
    }
  }

  for (const [words, root, wanted] of [
    ['', null, [1, 3]],
    ['', 2, [2]],
    ['', 7, ['no thread of ours']],
    ['all', null, [1, 2, 3]],
    ['ALL', 2, [1, 2, 3]],
    ['2', null, [2]],
    ['#3', 1, [3]],
    ['7', null, ['which of', 1, 2, 3]],
    ['average', null, [2]],
    ['lost AVERAGE', null, [2]],
    ['the sum', null, ['which of', 1, 3]],
    ['is lost', null, ['which of', 1, 2, 3]],
    ['something else', null, ['which of', 1, 2, 3]],
  ] as const) {
    test(`by '/fix ${words}' ${root === null ? 'on the conversation' : `in thread ${root}`}`, () => {
      assert.deepEqual(chosenBy(words, root), wanted);
    });
  }

  test('is a question where no finding brings a suggestion and none was named', () => {
    const bare = openFindings([thread(1, without)]);
    assert.deepEqual(chosen({ is: 'usual' }, bare, null), { is: 'unclear', among: bare });
  });
});

suite('a fix changes no file', () => {
  for (const path of [
    '.github/workflows/ci.yml',
    '.github/actions/build/action.yml',
    'package-lock.json',
    'app/yarn.lock',
    'Cargo.lock',
    'go.sum',
    'CODEOWNERS',
    '.github/CODEOWNERS',
    'AGENTS.md',
    'docs/claude.md',
    '.github/copilot-instructions.md',
    '.github/patchwright.yml',
    '.cursor/BUGBOT.md',
    '.npmrc',
    '.husky/pre-commit',
  ]) {
    test(`such as ${path}`, () => assert.ok(guardOf(path)));
  }

  test('of those, and any other', () => {
    for (const path of ['src/workflows/a.ts', 'lock.ts', 'src/agents.ts', 'README.md', 'package.json'])
      assert.equal(guardOf(path), undefined);
  });
});
