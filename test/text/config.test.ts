import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ConfigFault } from '../../src/core/config-fault.ts';
import { configNotes } from '../../src/text/config.ts';

const wrong: ConfigFault = { line: 3, key: 'review.drafts', message: 'must be true or false', nearest: null };
const unknown: ConfigFault = {
  line: 2,
  key: 'review.enabeld',
  message: 'is no setting',
  nearest: 'enabled',
};

suite("a repository's configuration", () => {
  test('without faults needs no word', () => {
    assert.deepEqual(configNotes([]), []);
  });

  test('with faults has them told in one line', () => {
    assert.deepEqual(configNotes([unknown, wrong]), [
      'In `.github/patchwright.yml`, `review.enabeld` in line 2 is no setting (did you mean `enabled`?); `review.drafts` in line 3 must be true or false. Defaults apply there; the rest of the file counts.',
    ]);
  });

  test('with many faults has the first five told', () => {
    const [note = ''] = configNotes(Array.from({ length: 8 }, () => wrong));
    assert.equal(note.split('must be true or false').length - 1, 5);
    assert.ok(note.endsWith('; and 3 more. Defaults apply there; the rest of the file counts.'));
  });

  test('that cannot be read at all falls back as a whole', () => {
    assert.deepEqual(
      configNotes([{ line: 4, key: '', message: 'is not valid YAML (a bracket is open)', nearest: null }]),
      [
        '`.github/patchwright.yml` is not valid YAML (a bracket is open), line 4. Until it is mended, defaults apply.',
      ],
    );
  });
});
