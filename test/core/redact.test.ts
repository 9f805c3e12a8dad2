import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { array, assert as check, constantFrom, property, string, tuple } from 'fast-check';
import { redact } from '../../src/core/redact.ts';

const base64 = constantFrom(
  ...Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_'),
);

suite('a log line or an error', () => {
  test('shows no live secret', () => {
    assert.equal(
      redact('key s3cr3t-value! and s3cr3t-value!', ['s3cr3t-value!']),
      'key [redacted] and [redacted]',
    );
  });

  test('shows no rest of a secret that starts like another', () => {
    assert.equal(redact('abcdefghijkl', ['abcdefgh', 'abcdefghijkl']), '[redacted]');
  });

  test('shows no secret in base64, wherever in it the secret stands', () => {
    for (const before of ['', 'x', 'xy']) {
      const header = Buffer.from(`${before}s3cr3t-?>value!:`).toString('base64');
      assert.match(redact(`Basic ${header}`, ['s3cr3t-?>value!']), /^Basic .{0,4}\[redacted\].{0,4}$/);
      assert.match(
        redact(header.replaceAll('/', '_').replaceAll('+', '-'), ['s3cr3t-?>value!']),
        /^.{0,4}\[redacted\].{0,4}$/,
      );
    }
  });

  test('shows no secret inside a string of JSON', () => {
    assert.equal(
      redact(JSON.stringify({ key: 'line one\nline two' }), ['line one\nline two']),
      '{"key":"[redacted]"}',
    );
  });

  test('shows no token, live or not', () => {
    const tokens = ['ghs_', 'ghp_', 'gho_', 'ghu_', 'ghr_', 'github_pat_', 'xoxb-'].map(
      (start) => start + 'a1'.repeat(12),
    );
    const text = [...tokens, `sk-proj-${'aB3'.repeat(9)}`, 'AKIAIOSFODNN7EXAMPLE'].join(' ');
    assert.equal(redact(text, []), Array.from({ length: 9 }, () => '[redacted]').join(' '));
    assert.equal(
      redact('a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b', []),
      'a [redacted] b',
    );
  });

  test('keeps words that only look a little like tokens', () => {
    const text =
      'task-scheduler-with-many-words sk-toggleable__content-arrow ghs_short AKIA github_pat_ 0123456789abcdef0123456789abcdef01234567';
    assert.equal(redact(text, ['short', '']), text);
  });

  test('shows none of its secrets, and the rest as it was', () => {
    const secret = string({
      unit: constantFrom(...Array.from('abcXYZ019-_/+.:!')),
      minLength: 12,
      maxLength: 40,
    });
    check(
      property(array(tuple(string({ unit: base64, maxLength: 6 }), secret), { minLength: 1 }), (pairs) => {
        const secrets = pairs.map(([, value]) => value);
        const out = redact(pairs.map(([before, value]) => `<${before}> <${value}>`).join(''), secrets);
        assert.deepEqual(
          secrets.filter((value) => out.includes(value)),
          [],
        );
        assert.equal(redact(out, secrets), out);
      }),
      { numRuns: 1000 },
    );
  });
});
