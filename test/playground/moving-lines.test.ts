import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { array, assert as check, asyncProperty, constantFrom } from 'fast-check';
import { writeCommit } from '../../playground/github/git/commit.ts';
import { changesBetween, parseHunks } from '../../playground/github/git/diff.ts';
import { initBare } from '../../playground/github/git/init.ts';
import { lineAfter, placeIn } from '../../playground/github/places.ts';

const author = { name: 'Someone', email: 'someone@example.com' };

/** Texts of few different lines, so that much is moved and repeated. */
const texts = array(constantFrom('a', 'b', 'c', '', 'd\r', '+e', '-f', '@@ g'), {
  minLength: 1,
  maxLength: 40,
});

test('every line is followed through any change, and commented on exactly where the diff shows it', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'lines-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await initBare(directory, 'main');

  async function commit(lines: readonly string[]) {
    const files = { 'file.txt': lines.map((line) => `${line}\n`).join(''), 'other.txt': 'other\n' };
    return writeCommit(directory, { parent: undefined, files, message: 'Lines', author, when: 0 });
  }

  await check(
    asyncProperty(texts, texts, async (before, after) => {
      const [from, to] = [await commit(before), await commit(after)];
      const [change] = await changesBetween(directory, from, to);
      const followed = before.map((_, index) => lineAfter(change, index + 1));
      for (const [index, line] of followed.entries()) {
        if (line !== undefined) assert.equal(after[line - 1], before[index]);
      }
      const kept = followed.filter((line) => line !== undefined);
      assert.deepEqual(
        kept,
        [...new Set(kept)].toSorted((one, other) => one - other),
      );
      assert.equal(before.length - kept.length, change?.deletions ?? 0);
      if (!change) return;
      const rows = parseHunks(change.patch).flatMap((hunk) => hunk.lines);
      const right = new Set(rows.filter((row) => row.kind !== 'removed').map((row) => row.newLine));
      for (let line = 0; line <= after.length + 1; line += 1) {
        const place = { kind: 'lines', side: 'RIGHT', line, startSide: null, startLine: null } as const;
        assert.equal(placeIn(change, place).kind, right.has(line) ? 'placed' : 'refused', `line ${line}`);
      }
      for (const row of rows.filter(({ kind }) => kind !== 'removed'))
        assert.equal(after[row.newLine - 1], row.text);
      for (const row of rows.filter(({ kind }) => kind !== 'added'))
        assert.equal(before[row.oldLine - 1], row.text);
    }),
    { numRuns: 40 },
  );
});
