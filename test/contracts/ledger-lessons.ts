import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { Ledger, LedgerWriter, LessonPlace } from '../../src/ports/ledger.ts';
import { end, newInstallation, newRun } from './ledger-samples.ts';

interface Opened {
  readonly ledger: Ledger;
  readonly writer: LedgerWriter;
}

/** What every ledger does with what repositories want remembered. */
export function lessonsContract(opened: () => Opened): void {
  test('lessons are numbered from 1 in each repository, and read in their order', async () => {
    const { ledger, writer } = opened();
    const [ours, others] = [newPlace(), newPlace()];
    await writer.addLesson(newKey(), ours, tabs, 1_000);
    await writer.addLesson(newKey(), others, names, 2_000);
    await writer.addLesson(newKey(), ours, names, 3_000);

    assert.deepEqual(await ledger.lessons.of(ours.repository), [
      { id: 1, ...tabs, at: 1_000 },
      { id: 2, ...names, at: 3_000 },
    ]);
    assert.deepEqual(await ledger.lessons.of(others.repository), [{ id: 1, ...names, at: 2_000 }]);
    assert.deepEqual(await ledger.lessons.of(newPlace().repository), []);
  });

  test('a lesson is added once for each key, also after it has been dropped', async () => {
    const { ledger, writer } = opened();
    const [place, key] = [newPlace(), newKey()];
    await writer.addLesson(key, place, tabs, 1_000);
    await writer.addLesson(key, place, names, 2_000);
    assert.deepEqual(await ledger.lessons.of(place.repository), [{ id: 1, ...tabs, at: 1_000 }]);

    await writer.dropLesson(place.repository, 1);
    await writer.addLesson(key, place, tabs, 3_000);
    assert.deepEqual(await ledger.lessons.of(place.repository), []);
  });

  test('the number of a dropped lesson is not given again', async () => {
    const { ledger, writer } = opened();
    const place = newPlace();
    for (const lesson of [tabs, names]) await writer.addLesson(newKey(), place, lesson, 1_000);
    await writer.dropLesson(place.repository, 2);
    await writer.dropLesson(place.repository, 2);
    await writer.dropLesson(place.repository, 7);
    await writer.addLesson(newKey(), place, names, 2_000);

    assert.deepEqual(await ledger.lessons.of(place.repository), [
      { id: 1, ...tabs, at: 1_000 },
      { id: 3, ...names, at: 2_000 },
    ]);
  });

  test('of twenty lessons added at once each has a number of its own', async () => {
    const { ledger, writer } = opened();
    const place = newPlace();
    await Promise.all(Array.from({ length: 20 }, () => writer.addLesson(newKey(), place, tabs, 1_000)));

    const lessons = await ledger.lessons.of(place.repository);
    assert.deepEqual(
      lessons.map(({ id }) => id),
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
  });

  test('lessons stay however old they are, and go with their repository or installation', async () => {
    const { ledger, writer } = opened();
    const [one, other, kept] = [newPlace(), newPlace(), newPlace()];
    for (const place of [one, other, kept]) await writer.addLesson(newKey(), place, tabs, 1);
    await end(ledger.runs, newRun(), 1);
    await ledger.erasure.expire({ ended: 9_000, heard: 9_000, spent: 0 });
    await ledger.erasure.erase({ is: 'installation', id: one.installation });
    await ledger.erasure.erase({ is: 'repositories', ids: [other.repository] });

    const left = [one, other, kept].map(({ repository }) => ledger.lessons.of(repository));
    assert.deepEqual(await Promise.all(left), [[], [], [{ id: 1, ...tabs, at: 1 }]]);
  });

  test('any lesson that people write comes back unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const { ledger, writer } = opened();
        const place = newPlace();
        await writer.addLesson(newKey(), place, { text, by: text, from: text }, 1_000);

        assert.deepEqual(await ledger.lessons.of(place.repository), [
          { id: 1, text, by: text, from: text, at: 1_000 },
        ]);
      }),
      { numRuns: 10, examples: [['\u0000'], ['\ud800'], ["'; drop table runs; --"]] },
    );
  });
}

const tabs = { text: 'We indent with tabs.', by: 'ada', from: 'https://github.com/octo/demo/pull/1#x' };
const names = { text: 'Tests are sentences.', by: 'bob', from: 'https://github.com/octo/demo/pull/2#y' };

/** A repository and an installation that no other test knows. */
function newPlace(): LessonPlace {
  return { repository: newInstallation(), installation: newInstallation() };
}

function newKey(): string {
  return `${newRun().key}.1.0`;
}
