import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ConfigFault } from '../../src/core/config-fault.ts';
import { configNotes, guidanceNotes } from '../../src/text/config.ts';

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

  test('with one fault has it told in one line', () => {
    assert.deepEqual(configNotes([unknown]), [
      'In `.github/patchwright.yml`, `review.enabeld` in line 2 is no setting (did you mean `enabled`?). Defaults apply there; the rest of the file counts.',
    ]);
  });

  test('with several faults has them told in one list', () => {
    assert.deepEqual(configNotes([unknown, wrong]), [
      [
        'In `.github/patchwright.yml`, defaults apply to what is at fault; the rest of the file counts:',
        '',
        '- `review.enabeld` in line 2 is no setting (did you mean `enabled`?)',
        '- `review.drafts` in line 3 must be true or false',
      ].join('\n'),
    ]);
  });

  test('with many faults has the first ten told', () => {
    const [note = ''] = configNotes(Array.from({ length: 13 }, () => wrong));
    assert.equal(note.split('must be true or false').length - 1, 10);
    assert.ok(note.endsWith('\n- and 3 more'));
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

suite('guidance', () => {
  test('that was read as it stands needs no word', () => {
    assert.deepEqual(guidanceNotes([{ path: 'AGENTS.md', text: 'Be kind.', cut: 0 }]), []);
  });

  test('that is not there, too long, or one too many is named', () => {
    const guidance = [
      { path: 'docs/style.md', text: '', cut: 0 },
      { path: 'AGENTS.md', text: 'Be kind.', cut: 30_000 },
      { path: 'CLAUDE.md', text: 'Be brief.', cut: 1 },
      { path: 'CONTRIBUTING.md', text: '', cut: 9 },
    ];
    assert.deepEqual(guidanceNotes(guidance), [
      'Guidance that `.github/patchwright.yml` names and the base branch does not have: `docs/style.md`.',
      'Guidance that was read in part, since it is long: `AGENTS.md`, `CLAUDE.md`.',
      'Guidance that there was no room for: `CONTRIBUTING.md`.',
    ]);
  });
});
