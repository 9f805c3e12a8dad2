import { test } from 'node:test';
import { embedded } from '../world.ts';
import { killAt } from './kills.ts';
import { promised } from './result.ts';
import { reviewing } from './reviewing.ts';
import { isWrite } from './step.ts';

test('a worker killed at any step on the embedded database leaves one review and one check', (t) =>
  killAt({ play: reviewing, promised, isChosen: isWrite }, t, embedded));
