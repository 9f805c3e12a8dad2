import { rm } from 'node:fs/promises';
import assert from 'node:assert/strict';
import { after, before, suite } from 'node:test';
import { embeddedFolder } from '../services/embedded.ts';
import { type Service, withService } from '../services/service.ts';
import { type OpenedWorld, openWorld } from './backends.ts';
import { queueStateContract } from './queue-state.ts';
import { queueTurnsContract } from './queue-turns.ts';
import { queueContract, type QueueWorld } from './queue.ts';

suite('the queue in the embedded database', () => {
  let folder: string;
  let world: OpenedWorld | undefined;
  before(async () => {
    folder = await embeddedFolder();
    world = await openWorld('embedded', folder);
  });
  after(async () => {
    await world?.close();
    await rm(folder, { recursive: true });
  });
  wholeContract(() => there(world));
});

for (const kind of ['postgres', 'redis'] as const) {
  await withService(kind, `the queue on ${kind}`, (start) => {
    let service: Service | undefined;
    let world: OpenedWorld | undefined;
    before(async () => {
      service = await start();
      world = await openWorld(kind, service.url);
    });
    after(async () => {
      await world?.close();
      await service?.[Symbol.asyncDispose]();
    });
    wholeContract(() => there(world));
  });
}

function wholeContract(world: () => QueueWorld): void {
  queueContract(world);
  queueStateContract(world);
  queueTurnsContract(world);
}

function there<T>(value: T | undefined): T {
  assert(value);
  return value;
}
