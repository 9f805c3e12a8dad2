import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { suite, test } from 'node:test';
import { secrets } from '../../../src/adapters/analyzers/secrets.ts';
import { secretRules } from '../../../src/adapters/analyzers/secret-rules.ts';
import { heardOf, saidOf } from './change-world.ts';

/** As random as a real one, and the same each time. Put together here, since nobody's alarm shall go off for this file. */
function made(
  length: number,
  alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
): string {
  let state = 7;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return alphabet[(state >> 8) % alphabet.length];
  }).join('');
}

const token = `ghp_${made(36)}`;

const samples: Readonly<Record<string, string>> = {
  'AWS secret key': `AWS_SECRET_ACCESS_KEY=${made(40)}`,
  'npm access token': `npm_${made(36)}`,
  'password in an address': `https://deploy:${made(12)}@git.internal.net/x`,
  'Slack token': `xoxb-${made(12, '0918273645')}-${made(13, '1029384756')}-${made(24)}`,
  'SendGrid API key': `SG.${made(22)}.${made(43)}`,
  'Stripe secret key': `sk_live_${made(24)}`,
  'GitHub token': token,
  'GitLab access token': `glpat-${made(20)}`,
  'OpenAI API key': `sk-${made(20)}T3BlbkFJ${made(20)}`,
  'Anthropic API key': `sk-ant-api03-${made(93)}AA`,
  'database password': `postgres://app:${made(12)}@db.internal.net:5432/app`,
};

suite('a secret', () => {
  for (const [name, value] of Object.entries(samples))
    test(`is told and not repeated: ${name}`, async () => {
      const findings = await saidOf(secrets, {}, { 'src/config.ini': `a = 1\n${value}\n` });
      assert.deepEqual(
        findings.map(({ evidence, anchor }) => [evidence, anchor?.start]),
        [[`secrets: ${name}`, 2]],
      );
      const [, hidden = value] = /=(.*)$/.exec(value) ?? [];
      const password = /:\/\/\w+:([^@]+)@/.exec(value)?.[1];
      assert.ok(!JSON.stringify(findings).includes(password ?? hidden));
    });

  test('is told whole: what it is, why it matters, what to do', async () => {
    assert.deepEqual(await saidOf(secrets, {}, { 'a.js': `const key = '${token}';\n` }), [
      {
        path: 'a.js',
        anchor: { path: 'a.js', side: 'new', start: 1, end: 1 },
        quote: "const key = '[redacted]';",
        severity: 'critical',
        category: 'security',
        confidence: 0.95,
        title: 'A GitHub token is in this change',
        body: 'Whoever can read the repository can use it, and its history keeps it after it is taken out. Revoke it in the developer settings and make another. Then read it from the environment or a secret store, and take it out here.',
        suggestion: null,
        evidence: 'secrets: GitHub token',
      },
    ]);
  });

  test('of several lines is told without any of them', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2_048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const [finding, ...others] = await saidOf(secrets, {}, { 'deploy/key.pem': privateKey });
    assert.deepEqual(others, []);
    assert.equal(finding?.title, 'A private key is in this change');
    const body = privateKey.split('\n').slice(1, -2);
    for (const line of body) assert.ok(!JSON.stringify(finding).includes(line));
    assert.deepEqual(await heardOf(secrets, {}, { 'test/fixtures/key.pem': privateKey }), []);
  });

  test('that was there before, moved or was copied is not new', async () => {
    const line = `key = ${token}\n`;
    assert.deepEqual(await heardOf(secrets, { a: line }, { a: `b\n${line}` }), []);
    assert.deepEqual(await heardOf(secrets, { a: line, b: 'b\n' }, { b: `b\n${line}` }), []);
    assert.deepEqual(await heardOf(secrets, { a: line }, { a: line, b: line }), []);
  });

  test('that is written for readers is none', async () => {
    const text = [
      'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
      `ghp_${'x'.repeat(36)}`,
      'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
      'postgres://postgres:postgres@db/app',
      'https://user:password@site.net/',
      'https://user:${PASSWORD}@site.net/',
    ].join('\n');
    assert.deepEqual(await heardOf(secrets, {}, { 'a.env': `${text}\n` }), []);
  });

  test('cannot be hidden by a comment that asks for it', async () => {
    const text = `// secretlint-disable\nconst key = '${token}'; // secretlint-disable-line\n`;
    assert.deepEqual(await heardOf(secrets, {}, { 'a.js': text }), [
      'a.js:2 A GitHub token is in this change',
    ]);
  });

  test('is looked for by rules that each have a name and a remedy', () => {
    assert.equal(new Set(secretRules.map(({ name }) => name)).size, 23);
    for (const { remedy } of secretRules) assert.match(remedy, /^[A-Z].*\.$/);
  });
});
