import { suite } from 'node:test';
import { embedded } from '../world.ts';
import { killImplementing } from './implement-kills.ts';
import { onlyWhole } from './sample.ts';

suite('a worker killed on the embedded database at any step of', { skip: onlyWhole }, () => {
  const backend = { settings: embedded, [Symbol.asyncDispose]: () => Promise.resolve() };
  killImplementing(() => Promise.resolve(backend), 1, { inJail: false });
});
