import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { makeRepository, type Repository, scratch } from '../adapters/git-repository.ts';
import { agreeable } from '../agreeable.ts';
import { startModelServer } from '../model-server.ts';
import { reviewAnswer } from '../world.ts';
import { patchwright } from './run.ts';

suite('patchwright review ends with code 2 and a sentence', { concurrency: 2 }, () => {
  test('for a folder that is no git repository', async () => {
    using folder = scratch();
    const ended = await patchwright(['review', '--repo', folder.path, '--base', 'main', '--head', 'HEAD']);
    assert.deepEqual(ended, {
      code: 2,
      output: '',
      error: `patchwright: ${folder.path} is not a git repository: name a folder that git has cloned or initialised.\n`,
    });
  });

  test('for an unknown revision', async () => {
    using folder = scratch();
    const repository = divided(folder.path);
    const ended = await patchwright([
      'review',
      '--repo',
      repository.path,
      '--base',
      'mian',
      '--head',
      'HEAD',
    ]);
    assert.deepEqual(ended, {
      code: 2,
      output: '',
      error:
        'patchwright: There is no revision "mian" here; see `git branch --all` for what there is, or fetch it first.\n',
    });
  });

  test('for a range with nothing in it', async () => {
    using folder = scratch();
    const repository = divided(folder.path);
    const ended = await patchwright([
      'review',
      '--repo',
      repository.path,
      '--base',
      'HEAD',
      '--head',
      'HEAD~1',
    ]);
    assert.deepEqual(ended, {
      code: 2,
      output: '',
      error:
        'patchwright: The range from HEAD to HEAD~1 is empty: HEAD has all of HEAD~1. Are the two swapped?\n',
    });
  });

  test('for a range without a line of text', async () => {
    using folder = scratch();
    const repository = divided(folder.path);
    repository.commit('Add a picture', { 'logo.png': new Uint8Array([0, 1, 2, 0]) });
    const ended = await patchwright([
      'review',
      '--repo',
      repository.path,
      '--base',
      'HEAD~1',
      '--head',
      'HEAD',
    ]);
    assert.deepEqual(ended, {
      code: 2,
      output: '',
      error: 'patchwright: HEAD~1..HEAD changes no text that could be reviewed.\n',
    });
  });

  test('for a model without a server', async () => {
    using folder = scratch();
    const ended = await patchwright([...rangeOf(divided(folder.path)), '--model', 'qwen']);
    assert.deepEqual([ended.code, ended.output], [2, '']);
    assert.match(
      ended.error,
      /nothing says where to ask the model 'qwen': set OPENAI_BASE_URL to its server/,
    );
  });

  test('for every malformed setting of the model at once', async () => {
    using folder = scratch();
    const settings = { PATCHWRIGHT_MODEL: 'qwen', OPENAI_BASE_URL: 'localhost', MODEL_WINDOW: 'big' };
    const ended = await patchwright(rangeOf(divided(folder.path)), settings);
    assert.deepEqual(ended, {
      code: 2,
      output: '',
      error: [
        'patchwright: The settings are not usable yet:',
        '- OPENAI_BASE_URL must be an address such as http://localhost:8000/v1; it is "localhost"',
        '- MODEL_WINDOW must be a whole number from 4000 to 10000000; it is "big"',
        '',
      ].join('\n'),
    });
  });

  test('for an answer that cannot be read, asked for three times', async (context) => {
    using folder = scratch();
    const model = await startModelServer(context);
    model.script('review', 'Looks good!', 'Really.', 'I said so.');
    const settings = { PATCHWRIGHT_MODEL: 'scripted', OPENAI_BASE_URL: model.url };
    const ended = await patchwright(rangeOf(divided(folder.path)), settings);
    assert.deepEqual([ended.code, ended.output], [2, '']);
    assert.match(
      ended.error,
      /^patchwright: The model was asked 3 times, and its answer could not be read \(prompt `review`: .*\n$/,
    );
  });

  test('for a question beyond the limit of one request, before it is asked', async (context) => {
    using folder = scratch();
    const model = await startModelServer(context);
    const settings = { PATCHWRIGHT_MODEL: 'scripted', OPENAI_BASE_URL: model.url, TOKENS_PER_JOB: '1000' };
    const ended = await patchwright(rangeOf(divided(folder.path)), settings);
    assert.deepEqual([ended.code, ended.output], [2, '']);
    assert.match(
      ended.error,
      /^patchwright: One request may use 1,000 tokens\. The next question alone needs about [\d,]+ tokens\. Split the work/,
    );
  });

  test('for a format that there is none of, naming those that there are', async () => {
    using folder = scratch();
    const ended = await patchwright([...rangeOf(divided(folder.path)), '--format', 'xml']);
    assert.deepEqual(ended, {
      code: 2,
      output: '',
      error:
        "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are markdown, json, sarif.\n(see patchwright --help)\n",
    });
  });

  test('for a range without its head', async () => {
    const ended = await patchwright(['review', '--repo', '.', '--base', 'main']);
    assert.deepEqual(ended, {
      code: 2,
      output: '',
      error: "error: required option '--head <rev>' not specified\n(see patchwright --help)\n",
    });
  });

  test('for a subcommand that there is none of', async () => {
    const ended = await patchwright(['revue']);
    assert.deepEqual([ended.code, ended.output], [2, '']);
    assert.match(ended.error, /^error: unknown command 'revue'\n\(Did you mean review\?\)\n/);
  });
});

test('patchwright review where no model is named is by tools alone, and says so', async () => {
  using folder = scratch();
  const ended = await patchwright(rangeOf(divided(folder.path)));
  assert.deepEqual(ended, {
    code: 0,
    output:
      'Nothing to report on the lines that were looked at.\n\n<sub>Written by Patchwright from what tools found: no model is set up, so none has looked. It never approves: that is for people.</sub>\n\nSpent: 0 tokens, $0.00.\n',
    error: '',
  });
});

test('patchwright review prints SARIF with each finding in its place', async (context) => {
  using folder = scratch();
  const repository = divided(folder.path);
  const model = await startModelServer(context);
  model.script('review', answer);
  model.otherwise(agreeable);
  const settings = { PATCHWRIGHT_MODEL: 'scripted', OPENAI_BASE_URL: model.url };
  const ended = await patchwright([...rangeOf(repository), '--format', 'sarif'], settings);
  assert.deepEqual([ended.code, ended.error], [0, '']);
  const { version, runs } = JSON.parse(ended.output);
  assert.equal(version, '2.1.0');
  assert.equal(runs.length, 1);
  assert.equal(runs[0].properties.head, repository.git('rev-parse', 'HEAD'));
  assert.deepEqual(
    runs[0].results.map(({ ruleId, level, locations }: Record<string, unknown>) => ({
      ruleId,
      level,
      locations,
    })),
    [
      {
        ruleId: 'bug',
        level: 'error',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'a%20b/math.js' },
              region: { startLine: 2, endLine: 2 },
            },
          },
        ],
      },
    ],
  );
});

test('patchwright review asks the next model where the first is away, and ends with what was spent', async (context) => {
  using folder = scratch();
  const model = await startModelServer(context);
  const usage = { prompt_tokens: 1_000, completion_tokens: 50, total_tokens: 1_050 };
  const refusal = { is: 'refusal', text: 'I will not.' } as const;
  model.script('review', refusal, { is: 'text', text: '<summary>\nAdds a half.\n</summary>', usage });
  const range = rangeOf(divided(folder.path));
  const ended = await patchwright([...range, '--model', 'first, second'], { OPENAI_BASE_URL: model.url });
  assert.deepEqual([ended.code, ended.error], [0, '']);
  assert.match(
    ended.output,
    /Written by Patchwright with `second`\..*\n\nSpent: [\d,]+ tokens, dollars unknown\.\n$/,
  );
});

function divided(path: string): Repository {
  const repository = makeRepository(path);
  repository.commit('Begin', { 'a b/math.js': 'export const one = 1;\n' });
  repository.commit('Divide', { 'a b/math.js': 'export const one = 1;\nexport const half = one / zero;\n' });
  return repository;
}

function rangeOf({ path }: Repository): readonly string[] {
  return ['review', '--repo', path, '--base', 'HEAD~1', '--head', 'HEAD'];
}

const answer = reviewAnswer('Adds a half.', {
  path: 'a b/math.js',
  quote: 'export const half = one / zero;',
  title: 'zero is not defined',
  body: 'Loading the module throws.',
});
