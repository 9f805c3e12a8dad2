import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { assert as assertProperty, property, string, stringMatching } from 'fast-check';
import { marker, readMarker } from '../../src/core/marker.ts';

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
