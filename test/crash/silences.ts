import assert from 'node:assert/strict';
import type { Fault, FaultAct } from '../../playground/github/server/faults.ts';
import type { Timing } from '../../src/timing.ts';
import type { World } from '../world.ts';
import { patient } from './patience.ts';
import { isWhole, sample } from './sample.ts';

/** The ways in which GitHub does what it was asked, and does not say so. Each request that is never answered is waited out. */
const all: Readonly<Record<string, FaultAct>> = {
  'answered with 502': { kind: 'commit-then', status: 502 },
  'answered with a connection that breaks': { kind: 'reset-mid-body' },
  'answered with half a body': { kind: 'half-body' },
  ...(isWhole ? { 'not answered at all': { kind: 'commit-then-hang' } } : {}),
};

/** One of them, or as many as wanted; all of them where everything is done. */
export function silences(count = 1): readonly (readonly [answer: string, act: FaultAct])[] {
  return sample(Object.entries(all), count);
}

/** Where no answer comes it is waited for only so long; a busy machine needs some of that for those that do. */
export function timingFor(act: FaultAct): Partial<Timing> {
  const answers = { githubMs: act.kind === 'commit-then-hang' ? 2_000 : 15_000, modelMs: 60_000 };
  return { ...patient, doubtMs: 1_500, answers };
}

/** Has each of these requests meet it; answers what insists that every one did, once. */
export function silence({ github }: World, requests: readonly Fault['match'][], act: FaultAct): () => void {
  const faults = requests.map((match) => ({ match: { nth: 1, ...match }, act }));
  for (const fault of faults) github.faults.add(fault);
  return () =>
    assert.deepEqual(
      faults.map((fault) => [fault.match, github.faults.struck.get(fault)]),
      faults.map(({ match }) => [match, 1]),
    );
}
