import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Permission } from '../../src/ports/forge.ts';
import { writers } from '../../src/worker/writers.ts';

const permissions: Readonly<Record<string, Permission>> = {
  ada: 'write',
  zoe: 'triage',
  'helper[bot]': 'admin',
};

suite('who may write', () => {
  test('is asked of GitHub once for each person, and of bots never', async () => {
    const asked: string[] = [];
    const mayWrite = writers({
      permission: (login) => {
        asked.push(login);
        return Promise.resolve(permissions[login] ?? 'none');
      },
    });
    async function answers(): Promise<readonly boolean[]> {
      const people = ['ada', 'zoe', 'helper[bot]'];
      return Promise.all(people.map((login, id) => mayWrite({ id, login, isBot: login.endsWith('[bot]') })));
    }
    assert.deepEqual(await answers(), [true, false, false]);
    assert.deepEqual(await answers(), [true, false, false]);
    assert.deepEqual(asked, ['ada', 'zoe']);
  });
});
