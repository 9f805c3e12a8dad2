import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { lacking } from '../services/lacking.ts';
import {
  answers,
  doneStatus,
  killedAt,
  packageFiles,
  shownPatch,
  testsCommit,
  type WholeChange,
  wholePull,
} from './whole-world.ts';

const skip = lacking('bubblewrap');

/**
 * flat, as the registry has it: version 5.0.1 keeps `unflatten` from changing the prototype of all objects. Its tests are those of 5.0.0,
 * run by mocha in its ways of `suite` and `test`. What measures lines is put beside its packages, which have nothing for it.
 */
let change: WholeChange;
before(async () => {
  if (skip !== false) return;
  const [old, now] = [await packageFiles('flat@5.0.0'), await packageFiles('flat@5.0.1')];
  const after = { 'index.js': now['index.js'] ?? '', 'package.json': now['package.json'] ?? '' };
  change = { title: 'Keep unflatten from polluting prototypes', before: old, after };
});

const path = 'test/test.js';

/** What stands behind the tests of unflatten. */
const arrays = "suite('Arrays', function () {";

/** Written by hand, for that version. */
const hostileKeys = `suite('Unflatten what is hostile', function () {
  test('a key that names the prototype is left out', function () {
    const unflattened = unflatten({
      '__proto__.polluted': true,
      'hello.world': 'again'
    })

    assert.strictEqual({}.polluted, undefined)
    assert.deepStrictEqual(unflattened, { hello: { world: 'again' } })
  })
})
`;

const written = `<test>
name: a key that names the prototype is left out
checks: A key that names the prototype changes no other object.
expected: the title of the pull request
</test>
<edit>
path: ${path}
<search>
\`\`\`
${arrays}
\`\`\`
</search>
<replace>
\`\`\`
${hostileKeys}
${arrays}
\`\`\`
</replace>
</edit>`;

/** The local GitHub keeps no executable bits, which the tests of cli.js need. */
const figures = `1 test verified, written for \`mocha\`.

| Test | What it checks | Lines | Branches | Faults noticed | Passed | Before the change |
| --- | --- | --- | --- | --- | --- | --- |
| \`Unflatten what is hostile > a key that names the prototype is left out\` | A key that names the prototype changes no other object. | +2 | +2 | 1 of 1 | 5 of 5 runs | fails |

The suite as it was: 47 passed, 3 failed. With these tests: 48 passed, 3 failed.

Failing already, and not because of these tests:

- \`CLI can take filename\`
- \`CLI exits with usage if no file\`
- \`CLI can take piped file\``;

const assumed = `**Assumed**

- The repository has no lockfile: the newest versions that fit are installed.`;

suite('a real package with mocha', { skip }, () => {
  test('gets a test that fails without the change, in a comment', async (t) => {
    const whole = await wholePull(t, change);
    whole.world.model.script('tests 1', written);
    whole.comment('/generate-tests unflatten');
    const old = change.before[path] ?? '';
    const file = old.replace(arrays, `${hostileKeys}\n${arrays}`);
    assert.deepEqual(await answers(whole), [
      doneStatus('Tests: 1 verified.'),
      [figures, shownPatch(path, old, file), assumed].join('\n\n'),
    ]);
    assert.deepEqual(whole.asked(), ['tests 1', 'tests oracle']);
    assert.deepEqual(await whole.messages(), ['Change']);
  });

  test('gets it in a commit, once, though the app is killed after the test was run', async (t) => {
    const whole = await wholePull(t, change, 'apart');
    whole.world.model.script('tests 1', written);
    whole.world.model.script('tests oracle', { is: 'hang', after: '' });
    whole.comment('/generate-tests unflatten --commit');
    const before = await killedAt('tests oracle', whole);
    assert.deepEqual(await answers(whole), [
      doneStatus('Tests: 1 verified.'),
      ['The verified tests are in a new commit on `change`.', figures, assumed].join('\n\n'),
    ]);
    assert.deepEqual(whole.asked().slice(before.length), ['tests oracle']);
    assert.deepEqual(await whole.messages(), ['Change', testsCommit('Add tests for unflatten')]);
    assert.deepEqual(await whole.changed(path), { added: hostileKeys.split('\n'), removed: [] });
  });
});
