import { suite } from 'node:test';
import { embedded } from '../world.ts';
import { killImplementing } from './implement-kills.ts';

suite('a worker killed on the embedded database at any step of', () => {
  const backend = { settings: embedded, [Symbol.asyncDispose]: () => Promise.resolve() };
  killImplementing(() => Promise.resolve(backend), 1, { inJail: false });
});
