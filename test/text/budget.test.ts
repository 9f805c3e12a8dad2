import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { BudgetReason } from '../../src/core/failure.ts';
import { spentText } from '../../src/text/budget.ts';
import { failureSentence } from '../../src/text/failures.ts';

function sentence(reason: BudgetReason): string {
  return failureSentence({ kind: 'budget', reason });
}

const anew = Date.UTC(2026, 10, 23);

suite('a limit that is reached is told with its figures and a way out', () => {
  test('for a request, by the operator', () => {
    const figures = {
      unit: 'tokens',
      most: 50_000,
      setBy: 'operator',
      spent: 48_200,
      needed: 9_000,
    } as const;
    assert.equal(
      sentence({ is: 'job-limit', ...figures }),
      'One request may use 50,000 tokens. So far 48,200 tokens were used, and the next question needs about 9,000 tokens. Split the work into smaller pieces, or have the operator of this app raise `TOKENS_PER_JOB`.',
    );
  });

  test('for a request, in dollars, by the repository itself', () => {
    const figures = { unit: 'usd', most: 0.5, setBy: 'repository', spent: 0.48, needed: 0.05 } as const;
    assert.equal(
      sentence({ is: 'job-limit', ...figures }),
      'One request may cost $0.50. So far $0.48 was spent, and the next question costs about $0.05. Split the work into smaller pieces, or raise `budgets.job.usd` in `.github/patchwright.yml`.',
    );
  });

  test("for a repository's day, with the time when it begins anew", () => {
    const figures = {
      unit: 'tokens',
      most: 200_000,
      setBy: 'repository',
      spent: 199_000,
      needed: 9_000,
    } as const;
    assert.equal(
      sentence({ is: 'repository-day', ...figures, anew }),
      'This repository may use 200,000 tokens a day. So far 199,000 tokens were used, and the next question needs about 9,000 tokens. The count begins anew on 23 November 2026, 00:00 UTC. Ask again then, or raise `budgets.repository-day.tokens` in `.github/patchwright.yml`.',
    );
  });

  test("for an installation's month", () => {
    const figures = { unit: 'usd', most: 100, setBy: 'operator', spent: 99.99, needed: 0.021 } as const;
    assert.equal(
      sentence({ is: 'installation-month', ...figures, anew: Date.UTC(2027, 0, 1) }),
      'All repositories of this installation together may cost $100.00 a month. So far $99.99 was spent, and the next question costs about $0.021. The count begins anew on 1 January 2027, 00:00 UTC. Ask again then, or have the operator of this app raise `USD_PER_INSTALLATION_MONTH`.',
    );
  });

  test('before anything was asked', () => {
    const figures = { unit: 'tokens', most: 1_000, setBy: 'operator', spent: 0, needed: 1_700 } as const;
    assert.equal(
      sentence({ is: 'job-limit', ...figures }),
      'One request may use 1,000 tokens. The next question alone needs about 1,700 tokens. Split the work into smaller pieces, or have the operator of this app raise `TOKENS_PER_JOB`.',
    );
  });

  test('where dollars are limited and prices are not known', () => {
    assert.equal(
      sentence({ is: 'unpriced', models: ['qwen', 'llama'] }),
      'Dollars are limited here, and what `qwen` and `llama` cost is not known. When the operator of this app has given prices in the file that `MODELS_FILE` names, or limits tokens instead of dollars, ask again.',
    );
  });
});

suite('what was spent is told', () => {
  test('in tokens and dollars', () => {
    assert.equal(spentText({ tokens: 48_200, usd: 0.123, unpriced: 0 }), 'Spent: 48,200 tokens, $0.12.');
  });

  test('with dollars unknown where no price is, and never as nothing', () => {
    assert.equal(spentText({ tokens: 512, usd: 0, unpriced: 2 }), 'Spent: 512 tokens, dollars unknown.');
  });

  test('with what is not known beside what is', () => {
    assert.equal(
      spentText({ tokens: 512, usd: 0.5, unpriced: 1 }),
      'Spent: 512 tokens, $0.50 and an unknown amount for 1 call.',
    );
    assert.equal(
      spentText({ tokens: 512, usd: 0.5, unpriced: 3 }),
      'Spent: 512 tokens, $0.50 and an unknown amount for 3 calls.',
    );
  });
});
