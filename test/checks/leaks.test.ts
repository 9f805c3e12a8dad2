import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { array, assert as check, constantFrom, nat, property, string, tuple } from 'fast-check';
import { leaks } from '../../src/checks/leaks.ts';

const secret = 'c4n4ry-Zq8_vT2/kW9+xR5.mB7=Hd4:Jf6~Ns1Q';
const tail = secret.slice(7);

suite('a text that goes out', () => {
  const disguises: readonly (readonly [name: string, form: string, text: string])[] = [
    ['as it is', 'plain', secret],
    ['without its first seven characters', 'plain', tail],
    ['in part', 'plain', secret.slice(23)],
    ['one character a line', 'spread', Array.from(secret).join('\n')],
    [
      'one character a list item',
      'spread',
      Array.from(secret, (character) => `- \`${character}\``).join('\n'),
    ],
    ['with spaces between', 'spread', Array.from(secret).join(' ')],
    ['with zero-width characters between', 'spread', Array.from(secret).join('\u200B')],
    ['reversed', 'reversed', Array.from(secret).toReversed().join('')],
    ['reversed and spread', 'reversed', Array.from(secret).toReversed().join(' ')],
    ['in base64', 'base64', Buffer.from(secret).toString('base64')],
    ['in base64 for URLs', 'base64', Buffer.from(secret).toString('base64url')],
    ['in base64 behind one byte', 'base64', Buffer.from(`x${secret}`).toString('base64')],
    ['in base64 behind two bytes', 'base64', Buffer.from(`xy${secret}yz`).toString('base64')],
    [
      'in base64 over several lines',
      'base64',
      Buffer.from(secret).toString('base64').replace(/.{5}/g, '$&\n'),
    ],
    ['in hex', 'hex', Buffer.from(secret).toString('hex')],
    [
      'in upper-case hex with colons',
      'hex',
      Buffer.from(secret)
        .toString('hex')
        .toUpperCase()
        .replace(/..(?!$)/g, '$&:'),
    ],
    [
      'in hex as bytes of a program',
      'hex',
      Array.from(Buffer.from(secret), (byte) => `0x${byte.toString(16)}, `).join(''),
    ],
    [
      'URL-encoded',
      'url-encoded',
      Array.from(secret, (character, place) =>
        place % 3 === 0 ? `%${Buffer.from(character).toString('hex')}` : character,
      ).join(''),
    ],
  ];
  for (const [name, form, text] of disguises) {
    test(`is caught with a secret ${name}`, () => {
      assert.deepEqual(leaks(`Here: ${text} (end)`, ['another-secret', secret]), [
        { kind: 'secret', secret: 1, form },
      ]);
    });
  }

  test('is caught with part of a private key', () => {
    const body = Array.from({ length: 20 }, (_, line) =>
      Buffer.from(`${line} of a key's lines, ${line * 7919} or so.`).toString('base64'),
    );
    const key = `-----BEGIN PRIVATE KEY-----\n${body.join('\n')}\n-----END PRIVATE KEY-----\n`;
    assert.deepEqual(leaks(body.slice(0, 10).join(''), [key]), [
      { kind: 'secret', secret: 0, form: 'plain' },
    ]);
    assert.deepEqual(leaks('-----BEGIN PRIVATE KEY-----', [key]), [{ kind: 'token', name: 'private key' }]);
  });

  test("is caught with a token that is nobody's secret here", () => {
    assert.deepEqual(leaks(`ghp_${'a1B2'.repeat(9)} xoxb-123456789012`, []), [
      { kind: 'token', name: 'GitHub token' },
      { kind: 'token', name: 'Slack token' },
    ]);
  });

  test('is let through with parts of secrets that are nothing by themselves', () => {
    assert.deepEqual(leaks('The c4n4ry sang; kW9 too. 63 34. short', [secret, 'short', '']), []);
  });

  test('is caught with a secret of eight characters', () => {
    assert.deepEqual(leaks('pass: hunter2!', ['hunter2!']), [{ kind: 'secret', secret: 0, form: 'plain' }]);
  });

  test('is caught wherever the secret stands in it, and only then', () => {
    const random = string({
      unit: constantFrom(...Array.from('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_')),
      minLength: 24,
      maxLength: 60,
    });
    const encode = constantFrom(...(['utf8', 'base64', 'base64url', 'hex'] as const));
    check(
      property(
        tuple(random, random, encode, nat(60), array(string())),
        ([live, other, encoding, place, words]) => {
          const around = words.join(' ');
          const inside = Buffer.from(around.slice(0, place) + live + around.slice(place)).toString(encoding);
          assert.equal(
            leaks(inside, [live]).some(({ kind }) => kind === 'secret'),
            true,
          );
          assert.deepEqual(
            leaks(
              around + other,
              [live].filter((value) => value !== other),
            ).filter(({ kind }) => kind === 'secret'),
            [],
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('is searched in the time of a few passes over it, so in some milliseconds', () => {
    const secrets = Array.from({ length: 10 }, (_, place) => `${place}-${secret}-${place}`);
    const text =
      'Some **text** with `code`, 100%20 and 0x12 in it, 80 characters of it in each line.\n'.repeat(720);
    const search = shortest(() => leaks(text, secrets));
    const pass = shortest(() => text.replace(/[^A-Za-z]+/g, ''));
    assert.ok(search < 40 * pass, `${search} ms, one pass ${pass} ms`);
  });
});

function shortest(work: () => unknown): number {
  const times = Array.from({ length: 20 }, () => {
    const before = performance.now();
    work();
    return performance.now() - before;
  });
  return Math.min(...times);
}
