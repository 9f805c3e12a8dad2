import { test } from 'node:test';
import { embedded } from '../world.ts';
import { killAt } from './kills.ts';
import { isWrite } from './step.ts';

test('a worker killed at any step on the embedded database leaves one review and one check', (t) =>
  killAt(isWrite, t, embedded));
