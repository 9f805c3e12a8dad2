import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';

/** In milliseconds, from `start` to the end of the last request. */
export interface Span {
  readonly wall: number;
  readonly github: number;
  readonly model: number;
  /** Less the waiting for both. */
  readonly own: number;
  readonly processor: number;
  readonly requests: number;
}

export interface RequestWatch {
  reset(): void;
  /** Harmless when repeated, until `reset`. */
  start(): void;
  span(): Span;
}

/**
 * Sees every request that this process makes with `fetch`, to the model's address or else to GitHub, and git where it fetches from
 * there. Where several are under way the time counts once, and as GitHub's.
 */
export function watchRequests(modelUrl: string): RequestWatch {
  const waits = openWaits();
  let requests = 0;
  let first: Moment | undefined;
  let last: Moment | undefined;
  const send = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    const end = waits.begin(address.startsWith(modelUrl) ? 'model' : 'github');
    requests += 1;
    try {
      return await send(input, init);
    } finally {
      end();
      last = moment();
    }
  };
  subscribe('child_process', (message) => {
    const { process: child } = message as { readonly process: ChildProcess };
    child.once('spawn', () => {
      if (child.spawnargs.includes('fetch')) child.once('exit', waits.begin('github'));
    });
  });
  return {
    reset: () => {
      waits.reset();
      requests = 0;
      first = undefined;
    },
    start: () => {
      first ??= moment();
    },
    span: () => {
      if (first === undefined || last === undefined) throw new Error('nothing was asked for');
      const wall = last.at - first.at;
      const { github, model } = waits.sums;
      const processor = last.processor - first.processor;
      return { wall, github, model, own: wall - github - model, processor, requests };
    },
  };
}

type Whom = 'github' | 'model';

function openWaits() {
  const open = { github: 0, model: 0 };
  const sums = { github: 0, model: 0 };
  let mark = 0;
  function pass(): void {
    const now = performance.now();
    if (open.github > 0) sums.github += now - mark;
    else if (open.model > 0) sums.model += now - mark;
    mark = now;
  }
  return {
    sums,
    begin: (whom: Whom) => {
      pass();
      open[whom] += 1;
      return () => {
        pass();
        open[whom] -= 1;
      };
    },
    reset: () => void Object.assign(sums, { github: 0, model: 0 }),
  };
}

interface Moment {
  readonly at: number;
  readonly processor: number;
}

function moment(): Moment {
  const { user, system } = process.cpuUsage();
  return { at: performance.now(), processor: (user + system) / 1_000 };
}
