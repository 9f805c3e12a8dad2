import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assert as assertProperty, property, string, stringMatching } from 'fast-check';
import {
  findingsMarker,
  isMarked,
  marker,
  readFindings,
  readMarker,
  readTrailer,
  trailer,
} from '../../src/core/marker.ts';

const key = stringMatching(/^r[0-9a-f]{32}\.[1-9]\d{0,3}\.\d{1,3}$/);
const secret = string({ minLength: 1 });

suite('a marker', () => {
  test('is a hidden comment', () => {
    assert.match(marker('r1.2.3', 'secret'), /^<!-- patchwright:v1 key=r1\.2\.3 sig=[0-9a-f]{64} -->$/);
  });

  test('is found again in any text, whatever stands round it', () => {
    assertProperty(
      property(key, secret, string(), string(), (key, secret, before, after) => {
        assert.equal(readMarker(before + marker(key, secret) + after, secret), key);
      }),
    );
  });

  test('counts only with our signature for this very key', () => {
    const ours = marker('r1.1.0', 'secret');
    assert.equal(readMarker(ours, 'another secret'), undefined);
    assert.equal(readMarker(ours.replace('r1.1.0', 'r1.1.1'), 'secret'), undefined);
    assert.equal(readMarker(ours.replace(/sig=./, 'sig='), 'secret'), undefined);
    assert.equal(readMarker('no marker', 'secret'), undefined);
  });

  test('is the last one that is ours', () => {
    const text = [marker('r1.1.0', 'secret'), marker('r2.1.0', 'secret'), marker('r3.1.0', 'forged')].join(
      '\n',
    );
    assert.equal(readMarker(text, 'secret'), 'r2.1.0');
  });
});

suite('a marker of findings', () => {
  const [first, second, third] = ['1', '2', '3'].map((digit) => digit.repeat(32)) as [string, string, string];

  test('is read beside the marker of the effect, which stays the one that counts', () => {
    const key = marker('r1.1.0', 'secret');
    const findings = findingsMarker([first, second], 'secret');
    for (const text of [`${key}\n${findings}`, `${findings}\n${key}`]) {
      assert.deepEqual(
        [readMarker(text, 'secret'), readFindings(text, 'secret')],
        ['r1.1.0', [first, second]],
      );
    }
  });

  test('is one of several in a text, and counts only with our signature', () => {
    const texts = [findingsMarker([first], 'secret'), findingsMarker([second], 'forged')];
    assert.deepEqual(readFindings([...texts, findingsMarker([third], 'secret')].join('\n'), 'secret'), [
      first,
      third,
    ]);
    assert.deepEqual(
      texts.map((text) => isMarked(text, 'secret')),
      [true, false],
    );
    assert.equal(readMarker(texts.join('\n'), 'secret'), undefined);
  });
});

suite('a trailer', () => {
  test('is found at the end of any message', () => {
    assertProperty(
      property(key, secret, string(), (key, secret, message) => {
        assert.equal(readTrailer(`${message}\n\n${trailer(key, secret)}`, secret), key);
      }),
    );
  });

  test('counts on a line of its own, with our signature for this very key', () => {
    const ours = trailer('r1.1.0', 'secret');
    assert.equal(readTrailer(ours, 'another secret'), undefined);
    assert.equal(readTrailer(ours.replace('r1.1.0', 'r1.1.1'), 'secret'), undefined);
    assert.equal(readTrailer(`see ${ours}`, 'secret'), undefined);
    assert.equal(readTrailer('no trailer', 'secret'), undefined);
  });

  test('is no marker, and a marker is no trailer', () => {
    const both = [trailer('r1.1.0', 'secret'), marker('r2.1.0', 'secret')];
    assert.deepEqual(
      [readMarker(both[0] ?? '', 'secret'), readTrailer(both[1] ?? '', 'secret')],
      [undefined, undefined],
    );
  });
});
