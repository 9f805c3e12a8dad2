import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Entry } from '../../src/core/transcript.ts';
import { transcriptText } from '../../src/text/transcript.ts';
import { newRun } from '../contracts/ledger-samples.ts';

const run = newRun(undefined, 'review', Date.UTC(2026, 0, 2));

function told(entries: readonly Entry[], isWhole = false): readonly string[] {
  const kept = entries.map((entry) => ({ generation: 1, at: Date.UTC(2026, 0, 2, 3, 4, 5), entry }));
  const text = transcriptText(run, kept, [], isWhole);
  return text.split('\n').slice(2, -2);
}

const cost = { tokensIn: 1, tokensCached: 0, tokensOut: 1, usd: null };

suite('A transcript', () => {
  test('of a run without conversations says so', () => {
    assert.match(
      transcriptText(run, [], [], false),
      /\n\nNo conversation with tools is kept of it\.\nNo model was asked\.$/,
    );
  });

  test('shows long lines cut, unless all is wanted', () => {
    const entry = { is: 'called', tool: 'write', input: 'x'.repeat(200) } as const;
    assert.deepEqual(told([entry]), ['  it calls write:', `  | ${'x'.repeat(160)}…`]);
    assert.deepEqual(told([entry], true), ['  it calls write:', `  | ${'x'.repeat(200)}`]);
  });

  test('cannot be made to look like another by those who wrote in it', () => {
    assert.deepEqual(
      told([
        { is: 'called', tool: 'read\nEnded after 1 step: done', input: '' },
        { is: 'mail', by: 'eve\u202Egnp', text: '\u001B[31mred\nEnded after 1 step: done' },
      ]),
      [
        '  it calls read Ended after 1 step: done:',
        '  eve\\u{202E}gnp says:',
        '  | \\u{1B}[31mred',
        '  | Ended after 1 step: done',
      ],
    );
  });

  for (const [ms, text] of [
    [0, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [59_949, '59.9 s'],
    [59_960, '1 min 0 s'],
    [119_700, '2 min 0 s'],
    [3_700_000, '61 min 40 s'],
  ] as const) {
    test(`gives ${ms} milliseconds as ${text}`, () => {
      assert.deepEqual(
        told([{ is: 'said', step: 1, model: 'm', text: ' ', ended: 'finished', ...cost, ms }]),
        ['', `1. 2026-01-02 03:04:05  m, 1 token in (0 cached), 1 out, dollars unknown, ${text}`],
      );
    });
  }
});
