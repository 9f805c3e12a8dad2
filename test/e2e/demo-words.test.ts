import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readChange } from '../../playground/demo/change.ts';
import { plainText } from '../../playground/demo/plain-text.ts';
import { readWords } from '../../playground/demo/wanted.ts';
import { failureSentence } from '../../src/text/failures.ts';
import { failureOf } from '../contracts/model.ts';
import { commitFile, git, temporaryFolder } from '../playground/git-command.ts';
import { startHub } from '../playground/start-hub.ts';

function fault(words: readonly string[], model?: string) {
  const read = readWords(words, { PATCHWRIGHT_MODEL: model });
  return read.is === 'fault' ? read.fault : read;
}

const recordings = fileURLToPath(new URL('../../fixtures/answers', import.meta.url));
const remedy =
  'set PATCHWRIGHT_MODEL (or give --model NAME), and OPENAI_BASE_URL or OPENAI_API_KEY for its server.';

suite("the demo's command line", () => {
  test('shows the sample from recordings when it says nothing', () => {
    assert.deepEqual(readWords([], {}), {
      is: 'wanted',
      wanted: {
        change: { is: 'sample' },
        isOnce: false,
        waitMs: 180_000,
        answers: { from: 'recordings', directory: recordings },
      },
    });
  });

  test('takes a range and a model, whose answers may be kept', () => {
    const range = ['--repo', 'shop', '--base', 'main', '--head', 'coupons'];
    const rest = ['--once', '--wait', '0.5', '--model', 'other', '--record', 'kept', '--answered-by', 'Ann'];
    assert.deepEqual(readWords([...range, ...rest], { PATCHWRIGHT_MODEL: 'one' }), {
      is: 'wanted',
      wanted: {
        change: { is: 'range', directory: 'shop', base: 'main', head: 'coupons' },
        isOnce: true,
        waitMs: 30_000,
        answers: { from: 'model', name: 'other', record: { directory: 'kept', answeredBy: 'Ann' } },
      },
    });
  });

  test('says what is wrong with it and what to do', () => {
    assert.equal(fault(['--bse', 'x']), "Unknown option '--bse'; see npm run demo -- --help.");
    assert.equal(
      fault(['--repo', 'x'], 'one'),
      '--base and --head are missing: a change needs --repo, --base and --head.',
    );
    assert.equal(
      fault(['--repo', 'x', '--head', 'y'], 'one'),
      '--base is missing: a change needs --repo, --base and --head.',
    );
    assert.equal(fault(['--wait', 'long']), '--wait takes a number of minutes above 0; it is "long".');
    assert.equal(
      fault(['--record', 'x'], ' '),
      `There is no model whose answers could be recorded: ${remedy}`,
    );
  });
});

suite("the demo's repository", () => {
  test('must be one, with both revisions and something between them', async (t) => {
    const directory = await temporaryFolder(t);
    const change = { is: 'range', directory, base: 'main', head: 'main' } as const;
    assert.equal(
      await refusal(change),
      `${directory} is not a git repository: name a folder that git has cloned or initialised.`,
    );
    await git(directory, 'init', '--quiet', '--initial-branch=main');
    await commitFile(directory, 'a.txt', 'one\n');
    assert.equal(
      await refusal(change),
      'The range from main to main is empty: main has all of main. Are the two swapped?',
    );
    assert.equal(
      await refusal({ ...change, head: 'maim' }),
      'There is no revision "maim" here; did you mean main?',
    );
  });

  test('becomes a pull request in the words of its commits', async (t) => {
    const { github } = await startHub(t);
    const directory = join(await temporaryFolder(t), 'small shop');
    await git(tmpdir(), 'init', '--quiet', '--initial-branch=main', directory);
    const base = await commitFile(directory, 'a/price.txt', 'one\n');
    await commitFile(directory, 'a/price.txt', 'two\n');
    const head = await commitFile(directory, 'a/rate.txt', 'three\n');
    const wanted = { is: 'range', directory: join(directory, 'a'), base: 'main~2', head: 'main' } as const;
    const pull = await (await readChange(wanted)).open(github);
    const { title, body, base: from, head: to } = github.state.pull(pull);
    assert.deepEqual(
      { repository: pull.repository, title, body, base: from.sha, head: to.sha },
      {
        repository: 'you/small-shop',
        title: 'Write a/price.txt',
        body: 'Write a/price.txt\n\nWrite a/rate.txt',
        base,
        head,
      },
    );
  });
});

async function refusal(change: Parameters<typeof readChange>[0]) {
  return failureSentence((await failureOf(readChange(change))).why);
}

const terminal = { width: 30, bold: (text: string) => `[${text}]` };

function plain(text: string, replaced: readonly string[] = []) {
  return plainText(text, { terminal, replaced });
}

suite('a comment in the terminal', () => {
  test('is wrapped, without what is hidden', () => {
    assert.equal(
      plain(
        '**High, bug:** A fixed coupon takes _nothing_ off <!-- key -->\n\n<sub>By `one`.</sub>\n\n<!-- sig -->',
      ),
      '[High, bug:] A fixed coupon\ntakes nothing off\n\nBy `one`.',
    );
  });

  test('keeps lists, quotes, headings and code apart', () => {
    assert.equal(
      plain(
        '### Look\n\n- one two three four five six seven\n- two\n\n1. a\n2. b\n\n> so\n\n```js\nif (a) {\n\n  b();\n}\n```',
      ),
      '[Look]\n\n- one two three four five six\n  seven\n- two\n\n1. a\n2. b\n\n| so\n\n    if (a) {\n\n      b();\n    }',
    );
  });

  test('shows a suggestion as what it changes', () => {
    assert.equal(
      plain('```suggestion\nlet a;\nb();\n```', ['var a;', 'b();']),
      'Suggested change:\n    - var a;\n    + let a;\n      b();',
    );
  });

  test('cannot steer the terminal', () => {
    assert.equal(plain('a\u001b[31mb\u0007c\r\u009b'), 'a[31mbc');
  });
});
