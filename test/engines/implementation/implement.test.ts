import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { Failure } from '../../../src/core/failure.ts';
import { letterText } from '../../../src/engines/implementation/parts.ts';
import { lacking } from '../../services/lacking.ts';
import { draftIn, good, implementationWorld, shop, type Turn } from './implementation-world.ts';

const skip = lacking('bubblewrap');

const wellDone = [
  good.look,
  good.plan,
  good.writeTest,
  good.reproduce,
  good.mend,
  good.test,
  good.submit,
] satisfies readonly Turn[];

suite('an issue', { skip, concurrency: 2 }, () => {
  const world = implementationWorld();

  test('that is done is a draft with its change, and with what was run before and after', async () => {
    const told = await world.implement({ ...shop, turns: wellDone });
    const { changes, verification, plan, spent, tail, ...draft } = draftIn(told);
    assert.deepEqual(draft, {
      is: 'draft',
      title: 'Take ten per cent off for members',
      summary: 'Members now pay ten per cent less, as `price` says. Others pay what they paid.',
      refused: [],
      notDone: [],
      lookAt: [],
      split: null,
      incomplete: null,
      planDone: 1,
    });
    assert.deepEqual(
      changes.map(({ path }) => path),
      ['src/shop.js', 'test/shop.test.js'],
    );
    const { reproduction, ...verified } = verification;
    assert.deepEqual(verified, {
      notRun: null,
      noReproduction: null,
      earlier: [],
      suites: [
        {
          before: { command: 'node --test', passed: 1, failed: [], because: null },
          after: { command: 'node --test', passed: 2, failed: [], because: null },
          broken: [],
        },
      ],
      checks: [],
      faults: [],
    });
    assert.deepEqual(
      { ...reproduction, before: reproduction?.before.split('\n')[2] },
      {
        of: 'bug',
        tests: [{ path: 'test/shop.test.js', name: 'members pay ten per cent less' }],
        command: 'node --test test/shop.test.js',
        before: '100 !== 90',
        because: 'A member pays 100 instead of 90.',
        after: 'passed',
      },
    );
    assert.equal(plan.length, 1);
    assert.deepEqual([spent.steps, tail.length], [8, 9]);
    assert.deepEqual(told.asides, ['fits', 'review', 'claims']);
    assert.deepEqual(told.progress, [
      'looking 0 of 0',
      'setting up 0 of 1',
      'implementing 0 of 1',
      'verifying 0 of 1',
      'verifying 0 of 1',
      'reviewing 0 of 1',
    ]);
  });

  test('whose work is killed at any step is gone on with, and comes to the same', async () => {
    const away = new Failure({
      kind: 'transient',
      reason: { is: 'model-unavailable', detail: 'away' },
      retryAfterMs: 1,
    });
    const kept = new Map<string, string>();
    for (const at of [2, 4, 6]) {
      const turns = wellDone.slice(0, at);
      await assert.rejects(world.implement({ ...shop, turns: [...turns, away], kept }), away);
    }
    const told = await world.implement({ ...shop, turns: wellDone, kept });
    const draft = draftIn(told);
    assert.deepEqual(
      [draft.incomplete, draft.verification.reproduction?.after, draft.spent.steps],
      [null, 'passed', 8],
    );
    assert.deepEqual(told.asked.length, 2, 'nothing is asked twice');
  });

  test('with finished work that fails a check is given back with what was found', async () => {
    const wrong: Turn = [
      [
        'edit',
        {
          replacements: [
            { path: 'src/shop.js', search: 'isMember ? amount * 0.9 : amount', replace: 'amount * 0.9' },
          ],
        },
      ],
    ];
    const right: Turn = [
      [
        'edit',
        {
          replacements: [
            {
              path: 'src/shop.js',
              search: 'return amount * 0.9',
              replace: 'return isMember ? amount * 0.9 : amount',
            },
          ],
        },
      ],
    ];
    const told = await world.implement({
      ...shop,
      turns: [
        good.look,
        good.plan,
        good.writeTest,
        good.reproduce,
        good.mend,
        wrong,
        good.submit,
        right,
        good.submit,
      ],
    });
    const first = told.observed.find((text) => text.startsWith('submit: '));
    assert.match(
      first ?? '',
      /It is not taken like this[^]*The test `others pay the whole price` passed before and fails now/,
    );
    assert.equal(draftIn(told).incomplete, null);
  });

  test('is worked on as people who may write say meanwhile, until somebody stops it', async () => {
    const stop = new AbortController();
    let calls = 0;
    const letter = { id: 1, by: 'grace', text: letterText('grace', 'Round to whole cents.') };
    const told = await world.implement({
      ...shop,
      turns: wellDone,
      signal: stop.signal,
      parts: {
        mail: (after) => {
          calls += 1;
          if (after === 1) stop.abort(new Failure({ kind: 'cancelled', by: { is: 'person', login: 'ada' } }));
          return Promise.resolve(after === 0 && calls === 6 ? [letter] : []);
        },
      },
    });
    const draft = draftIn(told);
    assert.deepEqual(
      [draft.incomplete, draft.changes.map(({ path }) => path), draft.verification.notRun],
      [
        { is: 'cancelled', by: { is: 'person', login: 'ada' } },
        ['src/shop.js', 'test/shop.test.js'],
        'Nothing was run: the work was stopped before this state of it was tested.',
      ],
    );
    assert.match(
      told.asked.at(-1)?.turns.findLast(({ role }) => role === 'user')?.content ?? '',
      /^grace, who may write to this repository, says about this work:\n\n<untrusted-/,
    );
  });

  test('with a test that does not show it goes on only with one that does', async () => {
    const asides = ['{"fits": false, "why": "The name is misspelt."}'];
    const passing: Turn = [
      [
        'reproduce',
        {
          tests: [{ path: 'test/shop.test.js', name: 'others pay the whole price' }],
          because: 'It is about the price.',
        },
      ],
    ];
    const search = '  assert.equal(price(100, true), 90);';
    const replace = `${search} // and not 100`;
    const renamed: Turn = [['edit', { replacements: [{ path: 'test/shop.test.js', search, replace }] }]];
    const told = await world.implement({
      ...shop,
      turns: [
        good.look,
        good.plan,
        good.reproduce,
        good.writeTest,
        passing,
        good.reproduce,
        renamed,
        good.reproduce,
        good.mend,
        good.submit,
      ],
      aside: (prompt) => (prompt === 'fits' ? asides.shift() : undefined),
    });
    const said = told.observed
      .filter((text) => text.startsWith('reproduce: '))
      .map((text) => text.split('\n')[0]);
    assert.deepEqual(said, [
      'reproduce: Not done: "test/shop.test.js" has not been edited. Write the test first.',
      'reproduce: "others pay the whole price" does not fail without your change (passed): it does not show what is wrong.',
      'reproduce: They fail, but not for the reason that the issue gives: The name is misspelt.',
      'reproduce: They fail without a change, as they should:',
    ]);
    assert.equal(draftIn(told).verification.reproduction?.after, 'passed');
  });
});

suite('an issue that nothing is done about', () => {
  const world = implementationWorld();

  test('leaves something open that the code does not answer: it is a question', async () => {
    const asked = { question: 'Ten per cent of what?', because: 'src/shop.js: price knows no tax.' };
    const { implemented } = await world.implement({ ...shop, turns: [good.look, [['ask', asked]]] });
    assert.deepEqual({ ...implemented, spent: null }, { is: 'question', ...asked, spent: null });
  });

  test('asks for several things, or for what nobody gets: it is declined', async () => {
    const parts = ['Members pay less', 'The page is blue'];
    const several = await world.implement({
      ...shop,
      turns: [[['decline', { reason: 'unrelated-things', parts }]]],
    });
    assert.deepEqual(several.implemented.is === 'declined' && several.implemented.because, {
      is: 'unrelated-things',
      things: parts,
    });
    const secret = await world.implement({
      ...shop,
      turns: [[['decline', { reason: 'asks-for-secrets', why: 'It wants the key.' }]]],
    });
    assert.deepEqual(secret.implemented.is === 'declined' && secret.implemented.because, {
      is: 'asks-for-secrets',
      what: 'It wants the key.',
    });
  });

  test('is empty: no model is asked', async () => {
    const told = await world.implement({ files: shop.files, issue: { title: '...' }, turns: [] });
    assert.deepEqual([told.implemented.is, told.asked], ['declined', []]);
  });

  test('is not changed before it is decided, nor asked about after', async () => {
    const told = await world.implement({
      ...shop,
      turns: [
        good.look,
        good.mend,
        good.plan,
        [['ask', { question: 'Really?', because: 'It is open.' }]],
        new Failure({ kind: 'user', reason: { is: 'no-model' } }),
      ],
      parts: { lab: null },
    });
    const [edit, , ask] = told.observed.slice(2);
    assert.equal(edit, 'edit: Not done: decide first, with plan, ask or decline.');
    assert.match(ask ?? '', /^ask: You have begun to work already/);
    assert.deepEqual(
      { ...told.implemented, spent: null },
      { is: 'nothing', ended: { is: 'model', reason: { is: 'no-model' } }, spent: null },
    );
  });
});

suite('where nothing can be run', () => {
  const world = implementationWorld();

  test('an issue is done all the same, and the draft says that nobody has run it', async () => {
    const told = await world.implement({
      ...shop,
      turns: [good.look, good.plan, good.writeTest, good.reproduce, good.mend, good.submit],
      parts: { lab: null },
    });
    const { verification, incomplete } = draftIn(told);
    assert.deepEqual(
      [verification.notRun, verification.noReproduction, incomplete],
      [
        'Nothing was run: this request may not run code.',
        'Nothing was run: this request may not run code.',
        null,
      ],
    );
  });
});
