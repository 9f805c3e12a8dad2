import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { sarif } from '../../src/cli/sarif.ts';
import { Category, type Finding, Severity } from '../../src/core/finding.ts';
import { fingerprint } from '../../src/core/fingerprint.ts';
import type { Review } from '../../src/core/review.ts';

suite('A review as SARIF', () => {
  test('names the tool, a rule for each category, and the head that was reviewed', () => {
    const { runs } = logOf(reviewOf({}));
    const [{ tool, properties, invocations, results }] = runs;
    assert.equal(tool.driver.name, 'patchwright');
    assert.equal(tool.driver.version, '1.2.3');
    assert.deepEqual(
      tool.driver.rules.map(({ id }) => id),
      Category.options,
    );
    assert.deepEqual(properties, { summary: 'Adds a division.', model: 'qwen', head: 'f00d' });
    assert.deepEqual(invocations, [
      { executionSuccessful: true, toolExecutionNotifications: [], toolConfigurationNotifications: [] },
    ]);
    assert.deepEqual(results, []);
  });

  test('gives a finding on lines of the head its region', () => {
    const [result] = resultsOf({ inline: [division] });
    assert.deepEqual(result, {
      ruleId: 'bug',
      ruleIndex: 0,
      level: 'error',
      message: {
        text: 'Dividing by zero gives Infinity\n\nWith b = 0 the result is {{Infinity}}.',
        markdown:
          '**High, bug:** Dividing by zero gives Infinity (lines 3 to 4)\n\nWith b = 0 the result is {{Infinity}}.',
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'src/math.js' },
            region: { startLine: 3, endLine: 4 },
          },
        },
      ],
      partialFingerprints: { 'patchwright/v1': fingerprint(division, null) },
      properties: { severity: 'high', confidence: 0.9 },
    });
  });

  test('speaks of the whole file for a line of the base, and for code that was not found', () => {
    const places = resultsOf({ inline: [onBase], elsewhere: [unplaced] }).map(({ locations }) => locations);
    const wholeFile = [{ physicalLocation: { artifactLocation: { uri: 'src/math.js' } } }];
    assert.deepEqual(places, [wholeFile, wholeFile]);
  });

  test('takes the level from the severity', () => {
    const inline = Severity.options.map((severity) => ({ ...division, severity }));
    assert.deepEqual(
      resultsOf({ inline }).map(({ level, properties }) => [properties.severity, level]),
      [
        ['critical', 'error'],
        ['high', 'error'],
        ['medium', 'warning'],
        ['low', 'note'],
      ],
    );
  });

  test('tells what was not looked at, and what is wrong with the configuration', () => {
    const review = reviewOf({
      notLookedAt: [{ path: 'lib/größe#1.min.js', reason: 'it is too large' }],
      notes: ['In `.github/patchwright.yml`, `reviews` in line 1 is no key.'],
    });
    assert.deepEqual(logOf(review).runs[0].invocations, [
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          {
            level: 'warning',
            message: { text: 'Not looked at: it is too large' },
            locations: [
              { physicalLocation: { artifactLocation: { uri: 'lib/gr%C3%B6%C3%9Fe%231.min.js' } } },
            ],
          },
        ],
        toolConfigurationNotifications: [
          {
            level: 'warning',
            message: { text: 'In `.github/patchwright.yml`, `reviews` in line 1 is no key.' },
          },
        ],
      },
    ]);
  });

  test('is well formed whatever a finding holds, and each path is found again by its address', () => {
    const path = fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !/^\/|\0/.test(text));
    fc.assert(
      fc.property(
        path,
        fc.string({ unit: 'binary' }),
        fc.constantFrom(division, onBase, unplaced),
        (at, body, one) => {
          const [result] = resultsOf({ elsewhere: [{ ...one, path: at, body }] });
          const { uri } = result?.locations[0]?.physicalLocation.artifactLocation ?? { uri: '' };
          assert.equal(decodeURIComponent(uri), at);
          assert.ok(!URL.canParse(uri), 'it is relative');
          assert.ok(result?.message.text.replaceAll('{{', '{').replaceAll('}}', '}').endsWith(body.trim()));
        },
      ),
    );
  });
});

const division: Finding = {
  path: 'src/math.js',
  anchor: { path: 'src/math.js', side: 'new', start: 3, end: 4 },
  quote: 'return a / b;',
  severity: 'high',
  category: 'bug',
  confidence: 0.9,
  title: 'Dividing by zero gives Infinity',
  body: 'With b = 0 the result is {Infinity}.',
  suggestion: null,
  evidence: null,
};
const onBase: Finding = { ...division, anchor: { path: 'src/math.js', side: 'old', start: 3, end: 4 } };
const unplaced: Finding = { ...division, anchor: null };

function reviewOf(more: Partial<Review>): Review {
  return {
    headSha: 'f00d',
    model: 'qwen',
    summary: 'Adds a division.',
    overview: null,
    account: { candidates: 0, dropped: [] },
    notes: [],
    inline: [],
    elsewhere: [],
    lookedAt: ['src/math.js'],
    notLookedAt: [],
    ...more,
  };
}

function resultsOf(more: Partial<Review>): Log['runs'][0]['results'] {
  return logOf(reviewOf(more)).runs[0].results;
}

function logOf(review: Review): Log {
  return Log.parse(JSON.parse(JSON.stringify(sarif(review, '1.2.3'))));
}

/** As much of SARIF 2.1.0 as is written, in the spec's own bounds (sections 3.13 to 3.58); anything else is refused. */
const Level = z.enum(['none', 'note', 'warning', 'error']);
const Message = z.strictObject({ text: z.string().min(1), markdown: z.string().optional() });
const Location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({ uri: z.string().regex(/^[^\s\\{}<>"]+$/) }),
    region: z
      .strictObject({ startLine: z.int().min(1), endLine: z.int().min(1) })
      .refine(({ startLine, endLine }) => startLine <= endLine)
      .optional(),
  }),
});
const Notification = z.strictObject({
  level: Level,
  message: Message,
  locations: z.array(Location).optional(),
});
const Rule = z.strictObject({
  id: z.string(),
  shortDescription: z.strictObject({ text: z.string().min(1) }),
  defaultConfiguration: z.strictObject({ level: Level }),
});
const Result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(0),
  level: Level,
  message: Message,
  locations: z.array(Location).min(1),
  partialFingerprints: z.record(z.string(), z.string().min(1)),
  properties: z.strictObject({ severity: z.string(), confidence: z.number() }),
});
const OneRun = z
  .strictObject({
    tool: z.strictObject({
      driver: z.strictObject({
        name: z.string(),
        version: z.string(),
        informationUri: z.url(),
        rules: z.array(Rule),
      }),
    }),
    invocations: z.array(
      z.strictObject({
        executionSuccessful: z.boolean(),
        toolExecutionNotifications: z.array(Notification),
        toolConfigurationNotifications: z.array(Notification),
      }),
    ),
    columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
    results: z.array(Result),
    properties: z.record(z.string(), z.string()),
  })
  .refine(({ tool, results }) =>
    results.every(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId),
  );
const Log = z.strictObject({ $schema: z.url(), version: z.literal('2.1.0'), runs: z.tuple([OneRun]) });
type Log = z.infer<typeof Log>;
