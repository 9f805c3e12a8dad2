import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { RevisionRequest } from '../../../src/engines/implementation/parts.ts';
import { lacking } from '../../services/lacking.ts';
import { type Call, implementationWorld, shop, type Turn } from './implementation-world.ts';

const skip = lacking('bubblewrap');

const mended = shop.files['src/shop.js'].replace('return amount', 'return isMember ? amount * 0.9 : amount');
const files = { ...shop.files, 'src/shop.js': mended };

const thread = {
  id: 41,
  path: 'src/shop.js',
  line: 3,
  comments: [{ by: 'ada', text: 'Make it a named constant.', isTrusted: true, isOurs: false }],
};

const remarks: RevisionRequest['occasion'] = { is: 'remarks', by: 'ada', body: '', threads: [thread] };

const plan: Turn = [
  ['read_file', { path: 'src/shop.js' }],
  ['plan', { kind: 'other', steps: [{ text: 'Name the share', verify: 'The tests pass' }] }],
];

function replacing(path: string, search: string, replace: string): Call {
  return ['edit', { replacements: [{ path, search, replace }] }];
}

const named: Turn = [
  replacing('src/shop.js', 'amount * 0.9', 'amount * membersShare'),
  replacing('src/shop.js', '/** The price', 'const membersShare = 0.9;\n\n/** The price'),
];

function submit(answers: readonly { readonly thread: number; readonly text: string }[]): Turn {
  return [
    [
      'submit',
      { title: 'Take ten per cent off for members', summary: 'Members pay a named share.', answers },
    ],
  ];
}

suite('a pull request of ours', { skip, concurrency: 2 }, () => {
  const world = implementationWorld();

  test('that is reviewed gets a change and an answer in each thread', async () => {
    const told = await world.revise({
      files,
      occasion: remarks,
      turns: [plan, named, submit([]), submit([{ thread: 41, text: 'It is `membersShare` now.' }])],
    });
    assert.equal(told.revised.is, 'revised');
    if (told.revised.is !== 'revised') return;
    const { answers, changes, incomplete, verification } = told.revised;
    assert.deepEqual(answers, [{ thread: 41, text: 'It is `membersShare` now.' }]);
    assert.deepEqual(
      [changes.map(({ path }) => path), incomplete, verification.suites[0]?.after?.passed],
      [['src/shop.js'], null, 1],
    );
    const refusal = told.observed.find((text) => text.startsWith('submit: '));
    assert.equal(refusal, 'submit: Not done: there is no answer for the threads 41.');
    assert.match(told.asked[0]?.turns[1]?.content ?? '', /Make it a named constant\./);
  });

  test('where a remark is mistaken gets an answer and no change', async () => {
    const told = await world.revise({
      files,
      occasion: remarks,
      turns: [submit([{ thread: 41, text: 'It is used once.' }])],
    });
    assert.deepEqual(
      told.revised.is === 'revised' && [told.revised.changes, told.revised.answers, told.revised.incomplete],
      [[], [{ thread: 41, text: 'It is used once.' }], null],
    );
  });

  test('that conflicts with its base is not resolved before the last marker is gone', async () => {
    const conflict = mended.replace(
      '  return isMember ? amount * 0.9 : amount;\n',
      '<<<<<<< head\n  return isMember ? amount * 0.9 : amount;\n=======\n  return Math.round(amount);\n>>>>>>> base\n',
    );
    const other = { path: 'README.md', before: null, after: '# Shop\n', mode: 'plain' } as const;
    const changes = [other, { path: 'src/shop.js', before: mended, after: conflict, mode: 'plain' } as const];
    const whole = mended.replace('amount * 0.9 : amount', 'Math.round(amount * 0.9) : Math.round(amount)');
    const told = await world.revise({
      files,
      occasion: {
        is: 'conflicts',
        outcome: { is: 'conflicts', changes, paths: ['src/shop.js'], beyond: [], taken: [] },
      },
      turns: [plan, submit([]), [['edit', { files: [{ path: 'src/shop.js', text: whole }] }]], submit([])],
    });
    assert.equal(told.revised.is, 'revised');
    if (told.revised.is !== 'revised') return;
    assert.deepEqual(
      [told.revised.changes, told.revised.incomplete],
      [[other, { path: 'src/shop.js', before: mended, after: whole, mode: 'plain' }], null],
    );
    const first = told.observed.find((text) => text.startsWith('submit: '));
    assert.match(first ?? '', /`src\/shop\.js`, line 3: a marker of a merge conflict is left/);
  });

  test('whose check fails for a reason outside of it is left alone, once it is said why', async () => {
    const handIn = { title: 'Take ten per cent off for members', summary: 'Members pay less.' };
    const reason = 'The registry of packages did not answer: run the check again.';
    const told = await world.revise({
      files,
      occasion: { is: 'checks', failing: [{ name: 'build', detail: 'connect ETIMEDOUT' }] },
      turns: [[['submit', handIn]], [['submit', { ...handIn, look_at: [reason] }]]],
    });
    const { revised, observed } = told;
    assert.deepEqual(revised.is === 'revised' && [revised.changes, revised.lookAt, revised.incomplete], [
      [],
      [reason],
      null,
    ]);
    assert.deepEqual(observed, [
      'submit: Not done: nothing is changed. Where nothing should be, say why in "look_at".',
    ]);
  });

  test('whose check fails is mended by what the check says', async () => {
    const failing = [{ name: 'lint', detail: 'src/shop.js:3 no magic numbers' }];
    const told = await world.revise({
      files,
      occasion: { is: 'checks', failing },
      turns: [plan, named, submit([])],
    });
    assert.deepEqual(told.revised.is === 'revised' && told.revised.incomplete, null);
    assert.match(
      told.asked[0]?.turns[1]?.content ?? '',
      /source="failing check: lint" trust="anyone">\nsrc\/shop\.js:3 no magic numbers/,
    );
  });
});
