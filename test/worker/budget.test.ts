import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import type { BudgetScope, Limit } from '../../src/core/budget.ts';
import { Failure } from '../../src/core/failure.ts';
import type { SpendScope, SpendTotal } from '../../src/ports/ledger.ts';
import { type BudgetTerms, openBudgets } from '../../src/worker/budget.ts';

const clock = { now: () => Date.UTC(2026, 10, 22, 12) };
const nothing: SpendTotal = { tokens: 0, usd: 0, unpriced: 0 };

function terms(run: string, limits: readonly Limit[]): BudgetTerms {
  return {
    limits,
    accounts: () =>
      new Map<BudgetScope, SpendScope>([
        ['job', { is: 'run', run, since: 0 }],
        ['repository-day', { is: 'repository', id: 7, since: 0 }],
      ]),
    prices: new Map([['scripted', { in: 1, out: 1 }]]),
  };
}

const day: Limit = { scope: 'repository-day', unit: 'tokens', most: 10_000, setBy: 'operator' };
const job: Limit = { scope: 'job', unit: 'tokens', most: 10_000, setBy: 'operator' };
const month: Limit = { scope: 'installation-month', unit: 'tokens', most: 1, setBy: 'operator' };

/** The reason why a question was not asked; undefined where it was. */
async function refusal(asking: Promise<unknown>): Promise<string | undefined> {
  try {
    await asking;
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure) || error.why.kind !== 'budget') throw error;
    return error.why.reason.is;
  }
}

suite('a question', () => {
  test('waits for no books where nothing is limited', async () => {
    const open = openBudgets({ total: () => Promise.reject(new Error('nobody asks')) }, clock);
    const budget = open(terms('r1', []));
    assert.equal(await budget.spend(1_000_000, () => Promise.resolve('yes')), 'yes');
  });

  test('is asked while there is room for it and the beginning of its answer', async () => {
    const open = openBudgets({ total: () => Promise.resolve({ ...nothing, tokens: 4_000 }) }, clock);
    const budget = open(terms('r1', [job]));
    assert.equal(await refusal(budget.spend(5_000, () => Promise.resolve())), undefined);
    assert.equal(await refusal(budget.spend(5_001, () => Promise.resolve())), 'job-limit');
    assert.equal(await refusal(budget.check(5_001)), 'job-limit');
  });

  test('is not held to a limit that nobody keeps books for', async () => {
    const budget = openBudgets({ total: () => Promise.resolve(nothing) }, clock)(terms('r1', [month]));
    assert.equal(await refusal(budget.spend(5_000, () => Promise.resolve())), undefined);
  });

  test('of another request under way is waited for where what they share may not do for both, and counts as it was paid', async () => {
    for (const paid of [6_000, 1_000]) {
      let spent = nothing;
      const open = openBudgets(
        { total: (account) => Promise.resolve(account.is === 'run' ? nothing : spent) },
        clock,
      );
      const [one, other] = [open(terms('r1', [job, day])), open(terms('r2', [job, day]))];
      const first = one.spend(6_000, async () => {
        await Promise.resolve();
        spent = { ...nothing, tokens: paid };
      });
      const second = refusal(other.spend(6_000, () => Promise.resolve()));
      await first;
      assert.equal(await second, paid === 6_000 ? 'repository-day' : undefined);
    }
  });

  test('that came first is not held up by one that came later', async () => {
    const books = Promise.withResolvers<void>();
    let tokens = 0;
    const open = openBudgets({ total: () => books.promise.then(() => ({ ...nothing, tokens })) }, clock);
    async function answered() {
      await Promise.resolve();
      tokens += 7_000;
    }
    const first = refusal(open(terms('r1', [day])).spend(6_000, answered));
    const second = refusal(open(terms('r2', [day])).spend(6_000, answered));
    books.resolve();
    assert.deepEqual(await Promise.all([first, second]), [undefined, 'repository-day']);
  });

  test('that fails leaves its place to the next one', async () => {
    const open = openBudgets({ total: () => Promise.resolve(nothing) }, clock);
    const budget = open(terms('r1', [day]));
    await assert.rejects(
      budget.spend(6_000, () => Promise.reject(new Error('away'))),
      /away/,
    );
    assert.equal(await refusal(budget.spend(6_000, () => Promise.resolve())), undefined);
  });
});

test('however many questions come at once, what they take together stays within the limit while answers are short', async () => {
  const question = fc.record({
    tokens: fc.integer({ min: 1, max: 5_000 }),
    answer: fc.integer({ min: 0, max: 1_000 }),
    turns: fc.integer({ min: 0, max: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(question, { maxLength: 30 }), async (questions) => {
      let spent = 0;
      const open = openBudgets({ total: () => Promise.resolve({ ...nothing, tokens: spent }) }, clock);
      await Promise.all(
        questions.map(({ tokens, answer, turns }, index) =>
          refusal(
            open(terms(`r${index}`, [day])).spend(tokens, async () => {
              for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
              spent += tokens + answer;
            }),
          ),
        ),
      );
      assert.ok(spent <= day.most, `${spent} tokens`);
    }),
  );
});
