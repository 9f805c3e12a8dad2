import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { suite, test } from 'node:test';
import { openQueue } from '../../src/adapters/bullmq/queue.ts';
import { openEmbedded } from '../../src/adapters/database/embedded.ts';
import { askHealth, askRun, openSocket } from '../../src/adapters/server/socket.ts';
import { silent } from '../contracts/backends.ts';
import { begin } from '../contracts/ledger-samples.ts';
import type { Ending } from '../model-server.ts';
import { embeddedFolder } from '../services/embedded.ts';
import { examined, openDoctorWorld } from './doctor-world.ts';

const nobodysJobs = { waiting: 0, active: 0, delayed: 0, failed: 0 };
const since = Date.UTC(2026, 0, 2, 3, 4, 5);

suite('A server that holds the embedded database', () => {
  test('is asked by doctor about what it alone can open', async (context) => {
    const { folder, settings } = await openDoctorWorld(context);
    await mkdir(join(folder, 'data'));
    const ledger = join(folder, 'data', 'ledger');
    await rename(await embeddedFolder(), ledger);
    await serve(context, ledger);
    const { checks } = await examined(settings);
    assert.deepEqual(
      [checks['database'], checks['queue']],
      [
        `ok: embedded in ${ledger}, held by the running Patchwright (process 4711, since 2026-01-02T03:04:05.000Z): a convenience for one small machine; for a team, set DATABASE_URL`,
        'ok: in the same database; quick lane: 0 waiting, 0 active, 0 delayed, 0 failed; long lane: 0 waiting, 0 active, 0 delayed, 0 failed',
      ],
    );
  });

  test('tells its health and its runs to its owner alone, and nothing that it is not asked for', async (context) => {
    const folder = await embeddedFolder();
    context.after(() => rm(folder, { recursive: true }));
    const { ledger } = await serve(context, folder);
    const run = await begin(ledger.runs);
    assert.deepEqual(await askHealth(folder), {
      is: 'answered',
      answer: { pid: 4711, since, quick: nobodysJobs, long: nobodysJobs },
    });
    assert.deepEqual(await askRun(folder, run.key), {
      is: 'answered',
      answer: { run: await ledger.runs.get(run.key), spend: [], said: [], latest: [] },
    });
    assert.deepEqual(await askRun(folder, 'nobodys'), {
      is: 'answered',
      answer: { run: null, spend: [], said: [], latest: [await ledger.runs.get(run.key)] },
    });
    assert.equal((await stat(join(folder, 'socket'))).mode & 0o777, 0o600);
    const refusal = '{"fault":"no such question"}\n';
    for (const question of ['{"ask":"stop"}\n', 'GET / HTTP/1.1\r\n\r\n', '']) {
      assert.equal(await said(folder, question), refusal);
    }
    assert.equal(await said(folder, `{"ask":"${'x'.repeat(100_000)}"}`), '');
    assert.equal((await askHealth(folder)).is, 'answered');
  });
});

suite('A folder whose server', () => {
  test('is not there, or has left its socket behind, is known as nobody’s', async () => {
    await using folder = await scratch();
    assert.deepEqual(await askHealth(join(folder.path, 'none')), { is: 'nobody' });
    const socket = await openSocket({ ...idle, folder: folder.path });
    const left = join(folder.path, 'left');
    await rename(join(folder.path, 'socket'), left);
    await socket.close();
    await rename(left, join(folder.path, 'socket'));
    assert.deepEqual(await askHealth(folder.path), { is: 'nobody' });
    const next = await openSocket({ ...idle, folder: folder.path });
    assert.equal((await askHealth(folder.path)).is, 'answered');
    await next.close();
    assert.deepEqual(await askHealth(folder.path), { is: 'nobody' });
  });

  test('speaks of other things is told from one that answers', async () => {
    await using folder = await scratch();
    let answer = '';
    const server = createServer({ allowHalfOpen: true }, (socket) => socket.resume().end(answer));
    await once(server.listen(join(folder.path, 'socket')), 'listening');
    answer = 'HTTP/1.1 400 Bad Request\r\n\r\n';
    assert.deepEqual(await askHealth(folder.path), { is: 'silent', why: 'its answer is none of ours' });
    answer = '{"answer":{"pid":"many"}}';
    assert.deepEqual(await askHealth(folder.path), {
      is: 'silent',
      why: 'it seems to be of another version',
    });
    answer = '{"fault":"no such question"}';
    assert.deepEqual(await askHealth(folder.path), { is: 'silent', why: 'no such question' });
    await once(server.close(), 'close');
  });
});

const idle = {
  pid: 4711,
  since,
  queue: { counts: () => Promise.resolve(nobodysJobs) },
  ledger: {
    runs: { get: () => Promise.resolve(undefined), latest: () => Promise.resolve([]) },
    spend: { ofRun: () => Promise.resolve([]) },
    transcripts: { of: () => Promise.resolve([]) },
  },
  log: silent,
};

/** The database and the queue of the folder, and the socket that answers for them. */
async function serve(test: Ending, folder: string) {
  const database = await openEmbedded(folder);
  const backend = { kind: 'postgres', pool: database.pool } as const;
  const queue = await openQueue({ backend, log: silent, onError: () => undefined });
  const { ledger } = database;
  const socket = await openSocket({ ...idle, folder, ledger, queue });
  test.after(async () => {
    await socket.close();
    await queue.close(0);
    await database.close();
  });
  return { ledger };
}

async function said(folder: string, question: string): Promise<string> {
  const socket = connect(join(folder, 'socket'));
  socket.on('error', () => undefined);
  socket.end(question);
  return text(socket).catch(() => '');
}

async function scratch(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'patchwright-socket-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}
