import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import {
  type Allowance,
  type Budgets,
  type Cost,
  costOf,
  type Limit,
  limitsOf,
  noBudgets,
  priceGap,
  shortage,
  startOf,
  sumOf,
} from '../../src/core/budget.ts';

function budgets(set: Partial<Budgets>): Budgets {
  return { ...noBudgets, ...set };
}

suite('the limits that count', () => {
  test('are none where nobody sets one', () => {
    assert.deepEqual(limitsOf(noBudgets, noBudgets), []);
  });

  test("are the operator's, and the repository's where it sets a smaller one", () => {
    const operator = budgets({
      job: { tokens: 1_000, usd: 2 },
      'repository-day': { tokens: 5_000, usd: null },
    });
    const repository = budgets({
      job: { tokens: 400, usd: 9 },
      'installation-month': { tokens: null, usd: 50 },
    });
    assert.deepEqual(limitsOf(operator, repository), [
      { scope: 'job', unit: 'tokens', most: 400, setBy: 'repository' },
      { scope: 'job', unit: 'usd', most: 2, setBy: 'operator' },
      { scope: 'repository-day', unit: 'tokens', most: 5_000, setBy: 'operator' },
      { scope: 'installation-month', unit: 'usd', most: 50, setBy: 'repository' },
    ] satisfies Limit[]);
  });

  const amount = fc.option(fc.integer({ min: 1, max: 1_000_000 }));
  const allowance: fc.Arbitrary<Allowance> = fc.record({ tokens: amount, usd: amount });
  const some: fc.Arbitrary<Budgets> = fc.record({
    job: allowance,
    'repository-day': allowance,
    'installation-month': allowance,
  });

  test('are never above what the operator set, whatever the repository says', () => {
    fc.assert(
      fc.property(some, some, (operator, repository) => {
        const limits = limitsOf(operator, repository);
        for (const scope of ['job', 'repository-day', 'installation-month'] as const) {
          for (const unit of ['tokens', 'usd'] as const) {
            const most = limits.find((limit) => limit.scope === scope && limit.unit === unit)?.most;
            const set = [operator[scope][unit], repository[scope][unit]].filter((one) => one !== null);
            assert.equal(most, set.length === 0 ? undefined : Math.min(...set));
          }
        }
      }),
    );
  });
});

suite('a question', () => {
  const noon = Date.UTC(2026, 11, 31, 12);
  const limits = limitsOf(
    budgets({
      job: { tokens: 1_000, usd: null },
      'repository-day': { tokens: 2_000, usd: 1 },
      'installation-month': { tokens: null, usd: 10 },
    }),
    noBudgets,
  );

  function short(spent: Partial<Record<Limit['scope'], Cost>>, next: Cost) {
    const all = Object.entries(spent) as [Limit['scope'], Cost][];
    return shortage(limits, new Map(all), next, noon);
  }

  test('may be asked while it fits in every limit, to the last token', () => {
    const spent = { job: { tokens: 600, usd: 0 }, 'repository-day': { tokens: 1_000, usd: 0.5 } };
    assert.equal(short(spent, { tokens: 400, usd: 0.5 }), undefined);
  });

  test('goes beyond what is left for the request', () => {
    assert.deepEqual(short({ job: { tokens: 600, usd: 0 } }, { tokens: 401, usd: 0 }), {
      is: 'job-limit',
      unit: 'tokens',
      most: 1_000,
      setBy: 'operator',
      spent: 600,
      needed: 401,
    });
  });

  test("goes beyond the repository's day, which begins anew at midnight", () => {
    assert.deepEqual(short({ 'repository-day': { tokens: 0, usd: 0.75 } }, { tokens: 1, usd: 0.5 }), {
      is: 'repository-day',
      unit: 'usd',
      most: 1,
      setBy: 'operator',
      spent: 0.75,
      needed: 0.5,
      anew: Date.UTC(2027, 0, 1),
    });
  });

  test("goes beyond the installation's month, which begins anew with the next one", () => {
    assert.deepEqual(short({ 'installation-month': { tokens: 0, usd: 10 } }, { tokens: 1, usd: 0.01 }), {
      is: 'installation-month',
      unit: 'usd',
      most: 10,
      setBy: 'operator',
      spent: 10,
      needed: 0.01,
      anew: Date.UTC(2027, 0, 1),
    });
  });

  test('costs what the dearest model that may answer it takes', () => {
    const prices = new Map([
      ['small', { in: 1, out: 4 }],
      ['large', { in: 10, out: 40 }],
      ['own', null],
    ]);
    assert.deepEqual(costOf({ in: 100_000, out: 1_000 }, prices), { tokens: 101_000, usd: 1.04 });
    assert.deepEqual(costOf({ in: 100, out: 10 }, new Map([['own', null]])), { tokens: 110, usd: 0 });
  });

  test('is not asked of a model without a price where dollars are limited', () => {
    const prices = new Map([
      ['small', { in: 1, out: 4 }],
      ['own', null],
    ]);
    assert.deepEqual(priceGap(limits, prices), { is: 'unpriced', models: ['own'] });
    assert.equal(
      priceGap(
        limits.filter(({ unit }) => unit === 'tokens'),
        prices,
      ),
      undefined,
    );
    assert.equal(priceGap(limits, new Map([['small', { in: 1, out: 4 }]])), undefined);
  });
});

test('costs are added up', () => {
  assert.deepEqual(sumOf([]), { tokens: 0, usd: 0 });
  const costs = [
    { tokens: 1, usd: 0.25 },
    { tokens: 2, usd: 0.5 },
  ];
  assert.deepEqual(sumOf(costs), { tokens: 3, usd: 0.75 });
});

test('days and months are those of UTC', () => {
  const time = Date.UTC(2028, 1, 29, 23, 59, 59, 999);
  assert.equal(startOf('repository-day', time), Date.UTC(2028, 1, 29));
  assert.equal(startOf('installation-month', time), Date.UTC(2028, 1, 1));
  assert.equal(startOf('repository-day', time + 1), time + 1);
  assert.equal(startOf('installation-month', time + 1), time + 1);
});
