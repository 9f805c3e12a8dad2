import type { Runner } from './runner.ts';
import { ava, jest, mocha, nodeTest, tap, tape, vitest } from './runners-javascript.ts';
import { cargo, goTest, maven, minitest, phpunit, rspec } from './runners-others.ts';
import { pytest, unittest } from './runners-python.ts';

/** Every test runner that is known, those first that say more surely that they are meant. */
export const runners = {
  vitest,
  jest,
  mocha,
  ava,
  tap,
  tape,
  'node:test': nodeTest,
  pytest,
  unittest,
  'go test': goTest,
  'cargo test': cargo,
  maven,
  rspec,
  minitest,
  phpunit,
} as const satisfies Readonly<Record<string, Runner>>;

export type RunnerName = keyof typeof runners;

export const runnerNames: readonly RunnerName[] = [
  'vitest',
  'jest',
  'mocha',
  'ava',
  'tap',
  'tape',
  'node:test',
  'pytest',
  'unittest',
  'go test',
  'cargo test',
  'maven',
  'rspec',
  'minitest',
  'phpunit',
];

export function runnerOf(name: RunnerName): Runner {
  return runners[name];
}
