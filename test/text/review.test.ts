import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Finding } from '../../src/core/finding.ts';
import type { Review } from '../../src/core/review.ts';
import { inlineBody } from '../../src/text/inline.ts';
import { lookedAtNote, nothingNew, nothingToReview, reviewBody } from '../../src/text/review.ts';

const finding: Finding = {
  path: 'src/cart.ts',
  anchor: { path: 'src/cart.ts', side: 'new', start: 12, end: 13 },
  quote: 'for (let i = 0; i <= n; i++)',
  severity: 'high',
  category: 'bug',
  confidence: 0.9,
  title: 'The loop reads past the end',
  body: 'With an empty cart `items[0]` is undefined, and the sum becomes NaN.\n',
  suggestion: 'for (let i = 0; i < n; i++)',
  evidence: null,
};

const review: Review = {
  headSha: 'a'.repeat(40),
  model: 'gpt-5',
  summary: 'Adds a cart.\n',
  overview: null,
  account: { candidates: 0, dropped: [] },
  notes: [],
  inline: [],
  elsewhere: [],
  lookedAt: ['src/cart.ts', 'src/sum.ts'],
  notLookedAt: [],
};

const footer = '<sub>Written by Patchwright with `gpt-5`. It never approves: that is for people.</sub>';

suite('the body of a review', () => {
  test('without findings', () => {
    assert.equal(
      reviewBody(review),
      ['Adds a cart.', 'Nothing to report on the lines that were looked at.', footer].join('\n\n'),
    );
  });

  test('with findings on lines only', () => {
    assert.equal(
      reviewBody({ ...review, inline: [finding, finding] }),
      ['Adds a cart.', '2 findings on lines of the change.', footer].join('\n\n'),
    );
  });

  test('with findings that no line can hold, files left out, and a note', () => {
    const old: Finding = {
      ...finding,
      anchor: { path: 'src/cart.ts', side: 'old', start: 7, end: 7 },
      severity: 'low',
      category: 'contract',
      title: 'Callers still pass a number',
      body: 'See the order page.',
      suggestion: null,
      evidence: 'the compiler says so.',
    };
    const nowhere: Finding = { ...old, path: 'README.md', anchor: null, evidence: null };
    const body = reviewBody({
      ...review,
      inline: [finding],
      elsewhere: [finding, nowhere, old],
      notLookedAt: [
        { path: 'logo.png', reason: 'binary' },
        { path: 'big.sql', reason: 'too large' },
        { path: 'icon.png', reason: 'binary' },
      ],
      notes: ['In `.github/patchwright.yml`, something is wrong.'],
    });
    assert.equal(
      body,
      `Adds a cart.

1 finding on lines of the change, 3 findings below.

### \`src/cart.ts\`

**High, bug:** The loop reads past the end (lines 12 to 13)

With an empty cart \`items[0]\` is undefined, and the sum becomes NaN.

Suggested instead:

\`\`\`
for (let i = 0; i < n; i++)
\`\`\`

**Low, contract:** Callers still pass a number (line 7 before the change)

See the order page.

How this was checked: the compiler says so.

### \`README.md\`

**Low, contract:** Callers still pass a number

See the order page.

**Not looked at**

- \`logo.png\`, \`icon.png\`: binary
- \`big.sql\`: too large

In \`.github/patchwright.yml\`, something is wrong.

${footer}`,
    );
  });

  test('counts what it cannot name when a great many files were left out', () => {
    const notLookedAt = Array.from({ length: 23 }, (_, index) => ({
      path: `${index}.bin`,
      reason: 'binary',
    }));
    const named = Array.from({ length: 20 }, (_, index) => `\`${index}.bin\``).join(', ');
    assert.equal(
      reviewBody({ ...review, notLookedAt }),
      [
        'Adds a cart.',
        'Nothing to report on the lines that were looked at.',
        '**Not looked at**',
        `- ${named}: binary\n- and 3 more files`,
        footer,
      ].join('\n\n'),
    );
  });

  test('with an overview, whose list of files is folded after the findings', () => {
    const overview = {
      summary: 'Adds a cart.',
      files: [{ path: 'src/cart.ts', what: 'Sums up prices.' }],
      risk: { level: 'medium', why: 'Totals may be wrong.' },
      effort: 2,
      requirements: [],
    } as const;
    assert.equal(
      reviewBody({ ...review, overview, inline: [finding] }),
      [
        'Adds a cart.',
        '**Risk:** medium. Totals may be wrong. **Effort to review:** 2 of 5.',
        '1 finding on lines of the change.',
        '<details>\n<summary>What changed in which file</summary>',
        '- `src/cart.ts`: Sums up prices.',
        '</details>',
        footer,
      ].join('\n\n'),
    );
  });

  test('by tools alone says that no model has looked, and does without a summary', () => {
    assert.equal(
      reviewBody({ ...review, model: null, summary: '' }),
      'Nothing to report on the lines that were looked at.\n\n<sub>Written by Patchwright from what tools found: no model is set up, so none has looked. It never approves: that is for people.</sub>',
    );
  });
});

suite('a comment on lines', () => {
  test('can be committed where it holds a suggestion', () => {
    assert.equal(
      inlineBody(finding),
      `**High, bug:** The loop reads past the end

With an empty cart \`items[0]\` is undefined, and the sum becomes NaN.

\`\`\`suggestion
for (let i = 0; i < n; i++)
\`\`\``,
    );
  });

  test('that suggests to delete the lines holds an empty suggestion', () => {
    assert.ok(inlineBody({ ...finding, suggestion: '' }).endsWith('\n\n```suggestion\n```'));
  });

  test('cannot be ended early by what it suggests', () => {
    assert.ok(
      inlineBody({ ...finding, suggestion: '```\n@all\n```' }).endsWith(
        '\n\n````suggestion\n```\n@all\n```\n````',
      ),
    );
  });

  test('says how it was checked', () => {
    assert.equal(
      inlineBody({ ...finding, suggestion: null, evidence: 'a test fails.' }),
      `**High, bug:** The loop reads past the end

With an empty cart \`items[0]\` is undefined, and the sum becomes NaN.

How this was checked: a test fails.`,
    );
  });
});

suite('the check of a review that is done', () => {
  test('counts findings and names the files', () => {
    assert.equal(
      lookedAtNote({
        ...review,
        inline: [finding],
        notLookedAt: [{ path: 'logo.png', reason: 'binary' }],
      }),
      `1 finding in 2 files

**Looked at**

- \`src/cart.ts\`
- \`src/sum.ts\`

**Not looked at**

- \`logo.png\`: binary`,
    );
  });

  test('says so where there are none', () => {
    assert.equal(
      lookedAtNote({ ...review, lookedAt: ['a'] }),
      'No findings in 1 file\n\n**Looked at**\n\n- `a`',
    );
  });

  test('ends with the limit that kept it from reading the rest', () => {
    assert.equal(
      lookedAtNote({ ...review, lookedAt: ['a'] }, 'No more tokens.'),
      'No findings in 1 file; the budget is used up\n\n**Looked at**\n\n- `a`\n\nNo more tokens.',
    );
  });

  test('names what a change without text holds', () => {
    assert.equal(
      nothingToReview([{ path: 'logo.png' }]),
      'Nothing to review\n\nThe change holds no text that a review could read: only things like binary files, renames and modes.\n\n**Not looked at**\n\n- `logo.png`',
    );
  });

  test('counts what was thought of and not told, with the reasons', () => {
    const dropped = [
      { because: 'not introduced', count: 2 },
      { because: 'without proof', count: 1 },
    ];
    assert.equal(
      lookedAtNote({ ...review, lookedAt: ['a'], account: { candidates: 4, dropped } }),
      'No findings in 1 file\n\nOf 4 candidates 3 are not told: 2 not introduced, 1 without proof.\n\n**Looked at**\n\n- `a`',
    );
    const [one] = dropped.slice(1);
    assert.match(
      lookedAtNote({ ...review, account: { candidates: 1, dropped: one === undefined ? [] : [one] } }),
      /\n\nOf 1 candidate 1 is not told: 1 without proof\.\n\n/,
    );
  });

  test('that looked at nothing says what was left out, and why', () => {
    assert.equal(
      lookedAtNote({
        ...review,
        lookedAt: [],
        notLookedAt: [{ path: 'yarn.lock', reason: 'a lockfile, which a package manager writes' }],
      }),
      'Nothing to review\n\n**Not looked at**\n\n- `yarn.lock`: a lockfile, which a package manager writes',
    );
  });

  test('that found no text that is new names the commit that was reviewed, and how to have all read again', () => {
    const rest = 'which has been reviewed. Comment `/review full` to have all of it read again.';
    assert.equal(
      nothingNew('0123456789abcdef'),
      `Nothing new to review\n\nEvery changed line was there at 0123456, ${rest}`,
    );
    assert.equal(
      nothingNew(null),
      `Nothing new to review\n\nEvery changed line was there at the last review, ${rest}`,
    );
  });
});
