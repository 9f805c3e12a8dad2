import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { noLeeway, readRepositoryConfig } from '../../src/config/repository.ts';
import { noBudgets } from '../../src/core/budget.ts';
import { defaults } from './defaults.ts';

suite('a repository chooses among the models that the operator allows', () => {
  const leeway = { ...noLeeway, models: ['large', 'small'] };

  test('by one list for everything', () => {
    assert.deepEqual(readRepositoryConfig('models: [small, large]\n', leeway), {
      config: { ...defaults, models: { fast: ['small', 'large'], strong: ['small', 'large'] } },
      faults: [],
    });
  });

  test('by a list for small decisions and one for the rest', () => {
    const text = 'models:\n  fast: [small]\n  strong:\n    - large\n';
    assert.deepEqual(readRepositoryConfig(text, leeway), {
      config: { ...defaults, models: { fast: ['small'], strong: ['large'] } },
      faults: [],
    });
  });

  test('and not among others', () => {
    const text = 'models:\n  strong:\n    - huge\n    - large\n';
    assert.deepEqual(readRepositoryConfig(text, leeway), {
      config: { ...defaults, models: { fast: [], strong: ['large'] } },
      faults: [
        {
          line: 3,
          key: 'models.strong.0',
          message: 'is none of the models allowed here: `large`, `small`',
          nearest: null,
        },
      ],
    });
    assert.equal(
      readRepositoryConfig('models: [huge]\n', noLeeway).faults[0]?.message,
      'is none of the models that the operator of this app allows',
    );
  });

  test('in no other form', () => {
    assert.deepEqual(readRepositoryConfig('models:\n  slow: [large]\n', leeway), {
      config: defaults,
      faults: [{ line: 2, key: 'models.slow', message: 'is no setting', nearest: null }],
    });
    assert.deepEqual(readRepositoryConfig('models:\n  storng: [large]\n', leeway).faults, [
      { line: 2, key: 'models.storng', message: 'is no setting', nearest: 'strong' },
    ]);
    for (const text of ['models: large', 'models: [5]']) {
      assert.deepEqual(readRepositoryConfig(`${text}\n`, leeway), {
        config: defaults,
        faults: [
          {
            line: 1,
            key: 'models',
            message: 'must be a list of models, or two lists called fast and strong',
            nearest: null,
          },
        ],
      });
    }
  });
});

suite("a repository may lower the operator's limits", () => {
  const leeway = {
    ...noLeeway,
    budgets: { ...noBudgets, job: { tokens: 50_000, usd: null }, 'repository-day': { tokens: null, usd: 2 } },
  };

  test('and set those that the operator does not set', () => {
    const text = 'budgets:\n  job:\n    tokens: 20000\n    usd: 0.5\n  repository-day: {usd: 2}\n';
    assert.deepEqual(readRepositoryConfig(text, leeway), {
      config: {
        ...defaults,
        budgets: {
          ...noBudgets,
          job: { tokens: 20_000, usd: 0.5 },
          'repository-day': { tokens: null, usd: 2 },
        },
      },
      faults: [],
    });
  });

  test('but not raise them: the operator’s count', () => {
    const text = 'budgets:\n  job:\n    tokens: 50001\n  repository-day:\n    usd: 2.5\n    tokens: -1\n';
    assert.deepEqual(readRepositoryConfig(text, leeway), {
      config: defaults,
      faults: [
        {
          line: 3,
          key: 'budgets.job.tokens',
          message: 'is more than the 50,000 tokens that the operator of this app allows',
          nearest: null,
        },
        {
          line: 5,
          key: 'budgets.repository-day.usd',
          message: 'is more than the $2.00 that the operator of this app allows',
          nearest: null,
        },
        { line: 6, key: 'budgets.repository-day.tokens', message: 'must be above 0', nearest: null },
      ],
    });
  });

  test('in places that there are', () => {
    assert.deepEqual(readRepositoryConfig('budgets:\n  job: {token: 5}\n  repository-dya: {}\n', leeway), {
      config: defaults,
      faults: [
        { line: 2, key: 'budgets.job.token', message: 'is no setting', nearest: 'tokens' },
        { line: 3, key: 'budgets.repository-dya', message: 'is no setting', nearest: 'repository-day' },
      ],
    });
  });
});
