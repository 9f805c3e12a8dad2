import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { makeRepository, type Repository, scratch } from '../adapters/git-repository.ts';
import { agreeable } from '../agreeable.ts';
import { good, shop, type Turn } from '../engines/implementation/implementation-world.ts';
import type { Act } from '../model-acts.ts';
import { type ModelServer, startModelServer } from '../model-server.ts';
import { lacking } from '../services/lacking.ts';
import { type Ended, patchwright } from './run.ts';

const skip = lacking('bubblewrap');

interface Place extends Disposable {
  readonly repository: Repository;
  readonly issue: string;
}

/** A shop, and a file with what is wrong with it. */
function place(text = `# ${shop.issue.title}\n\n${shop.issue.body}\n`): Place {
  const folder = scratch();
  const repository = makeRepository(join(folder.path, 'shop'));
  repository.commit('Open the shop', shop.files);
  const issue = join(folder.path, 'issue.md');
  writeFileSync(issue, text);
  return { repository, issue, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

function implement({ repository, issue }: Place, url: string, ...more: readonly string[]): Promise<Ended> {
  const words = ['implement', '--repo', repository.path, '--issue', issue, ...more];
  return patchwright(words, { PATCHWRIGHT_MODEL: 'scripted', OPENAI_BASE_URL: url });
}

function act(turn: Exclude<Turn, Error>): Act {
  return {
    is: 'calls',
    calls: turn.map(([tool, input]) => ({ tool, input: JSON.stringify(input) })),
    usage: { prompt_tokens: 12_000, completion_tokens: 100, total_tokens: 12_100 },
  };
}

function scripted(model: ModelServer): void {
  const { look, plan, writeTest, reproduce, mend, submit } = good;
  model.script(
    'implement',
    ...[look, plan, writeTest, reproduce, mend, submit, submit].map((turn) => act(turn)),
  );
  const usage = { prompt_tokens: 12_000, completion_tokens: 100, total_tokens: 12_100 };
  model.script('review', { is: 'text', text: '<summary>\nIt does what it says.\n</summary>', usage });
  model.otherwise(agreeable);
}

suite('patchwright implement', { skip, concurrency: 2 }, () => {
  test('leaves a branch with one commit, and prints what a draft would say', async (context) => {
    using shopPlace = place();
    const { repository } = shopPlace;
    const model = await startModelServer(context);
    scripted(model);
    const ended = await implement(shopPlace, model.url);
    assert.deepEqual([ended.code, ended.error], [0, '']);
    const [described = '', took = ''] = ended.output.split('\n\nTook ');
    assert.equal(
      described.replace(/Without the change:[^]*$/, 'Without the change: ...'),
      `Take ten per cent off for members

On the new branch \`patchwright/members-pay-the-whole-price\`.

Members now pay ten per cent less, as \`price\` says. Others pay what they paid.

### How it was verified

- Shown by \`members pay ten per cent less\` in \`test/shop.test.js\`, run with \`node --test test/shop.test.js\`. A member pays 100 instead of 90. With the change it passes. Without the change: ...`,
    );
    assert.match(
      described,
      /^- All tests, `node --test`: before, 1 passed and 0 failed; with the change 2 passed and 0 failed\.$/m,
    );
    assert.match(took, /^7 steps, [\d,]+ tokens, \d+ minutes?\. Spent: /);
    assert.deepEqual(
      repository.git('log', '--format=%an|%s|%b', '-1', 'patchwright/members-pay-the-whole-price').trim(),
      'Patchwright|Take ten per cent off for members|Members now pay ten per cent less, as `price` says. Others pay what they paid.',
    );
    assert.equal(
      repository
        .git('diff', '--stat', 'main', 'patchwright/members-pay-the-whole-price')
        .split('\n')
        .at(-1)
        ?.trim(),
      '2 files changed, 5 insertions(+), 1 deletion(-)',
    );
    assert.deepEqual(
      [repository.git('status', '--porcelain'), repository.git('branch', '--show-current')],
      ['', 'main'],
    );
  });

  test('prints everything as JSON, and takes another name where the branch is there', async (context) => {
    using shopPlace = place();
    shopPlace.repository.git('branch', 'patchwright/members-pay-the-whole-price');
    const model = await startModelServer(context);
    scripted(model);
    const ended = await implement(shopPlace, model.url, '--format', 'json');
    const { is, branch, changes, spent } = JSON.parse(ended.output);
    assert.deepEqual(
      [is, branch, changes.length, spent.steps],
      ['draft', 'patchwright/members-pay-the-whole-price-2', 2, 7],
    );
  });

  test('tells a question and what was declined, and leaves nothing behind', async (context) => {
    using shopPlace = place();
    const model = await startModelServer(context);
    const asked = { question: 'Ten per cent of what?', because: 'src/shop.js: price knows no tax.' };
    model.script(
      'implement',
      act([['ask', asked]]),
      act([['decline', { reason: 'not-possible', why: 'It is done elsewhere.' }]]),
    );
    const first = await implement(shopPlace, model.url);
    assert.deepEqual(first, {
      code: 2,
      output: '',
      error:
        'patchwright: Ten per cent of what?\n\nsrc/shop.js: price knows no tax.\n\nAnswer in a comment here, and the work goes on.\n',
    });
    const second = await implement(shopPlace, model.url);
    assert.deepEqual(
      [second.code, second.error],
      [2, 'patchwright: No change to this repository would do this. It is done elsewhere.\n'],
    );
    assert.equal(shopPlace.repository.git('branch', '--list'), '* main');
  });
});

suite('patchwright implement turns away', () => {
  test('an issue that is not there, or says nothing', async (context) => {
    using shopPlace = place('\n\n');
    const model = await startModelServer(context);
    const absent = await implement({ ...shopPlace, issue: 'nowhere.md' }, model.url);
    assert.deepEqual(
      [absent.code, absent.error],
      [
        2,
        'patchwright: The issue nowhere.md cannot be read: name a text file with its title in the first line.\n',
      ],
    );
    const empty = await implement(shopPlace, model.url);
    assert.deepEqual(
      [empty.code, empty.error],
      [
        2,
        'patchwright: This issue does not say what should be done. Describe it in the issue, then ask again.\n',
      ],
    );
  });

  test('a revision that is not there, and a folder that is no repository', async (context) => {
    using shopPlace = place();
    const model = await startModelServer(context);
    const base = await implement(shopPlace, model.url, '--base', 'mian');
    assert.match(base.error, /^patchwright: There is no revision "mian" here; see `git branch --all`/);
    const nowhere = await patchwright(['implement', '--repo', '/nowhere', '--issue', shopPlace.issue], {
      PATCHWRIGHT_MODEL: 'scripted',
      OPENAI_BASE_URL: model.url,
    });
    assert.deepEqual([nowhere.code, nowhere.error], [2, 'patchwright: There is no folder /nowhere.\n']);
  });
});
