import { AsyncLocalStorage } from 'node:async_hooks';
import type { OpenForge, OpenForgeWriter } from '../../src/ports/forge.ts';
import type { Handler, Queue } from '../../src/ports/queue.ts';
import type { OpenModel } from '../../src/adapters/openai/opener.ts';
import type { Ports } from '../../src/outside.ts';

/** Told of each call through a port that the worker makes for a job, right before it is made. */
export type OnCall = (call: string) => void;

/**
 * Puts itself round all ports. A call is named after the kind of its job, the port, and the functions of ours that it comes from,
 * so that the same call has the same name in every run, however often the clock of the watch has ticked meanwhile.
 */
export function watchCalls(ports: Ports, onCall: OnCall): Ports {
  const jobs = new AsyncLocalStorage<string>();
  function told(port: string): void {
    const kind = jobs.getStore();
    if (kind !== undefined) onCall(`${kind}: ${port}${callers()}`);
  }
  return {
    ...ports,
    ledger: watched(ports.ledger, 'ledger', told),
    ledgerWriter: watched(ports.ledgerWriter, 'ledgerWriter', told),
    queue: watchedQueue(ports.queue, jobs, told),
    openForge: watchedForge(ports.openForge, told),
    openWriter: watchedWriter(ports.openWriter, told),
    openModel: watchedModel(ports.openModel, told),
  };
}

/** Whether a name was given to a call that comes from a timer, which nobody can say how often it is made. */
export function isPoll(call: string): boolean {
  return call.endsWith(poll);
}

const poll = ' < a timer';

/** The port with each method, on whatever level, told of before it is called. */
function watched<Port extends object>(port: Port, name: string, told: OnCall): Port {
  return new Proxy(port, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      const path = `${name}.${String(key)}`;
      if (typeof member === 'object' && member !== null) return watched(member, path, told);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]): unknown => {
        told(path);
        return Reflect.apply(member, target, args);
      };
    },
  });
}

function watchedQueue(queue: Queue, jobs: AsyncLocalStorage<string>, told: OnCall): Queue {
  function watchedHandler(handle: Handler): Handler {
    return (data, attempt) =>
      jobs.run(kindOf(data), async () => {
        told('job taken');
        const outcome = await handle(data, attempt);
        told('job left');
        return outcome;
      });
  }
  return {
    ...queue,
    add: (job, options) => {
      told('queue.add');
      return queue.add(job, options);
    },
    work: (lane, concurrency, handle) => queue.work(lane, concurrency, watchedHandler(handle)),
  };
}

function kindOf(data: unknown): string {
  return typeof data === 'object' && data !== null && 'kind' in data ? String(data.kind) : 'unknown';
}

function watchedForge(open: OpenForge, told: OnCall): OpenForge {
  return (...place) => watched(open(...place), 'forge', told);
}

function watchedWriter(open: OpenForgeWriter, told: OnCall): OpenForgeWriter {
  return (...place) => watched(open(...place), 'writer', told);
}

function watchedModel(open: OpenModel, told: OnCall): OpenModel {
  return (...asked) => {
    const model = open(...asked);
    return {
      ...model,
      ask: (prompt, signal) => {
        told('model.ask');
        return model.ask(prompt, signal);
      },
      converse: (conversation, signal) => {
        told('model.converse');
        return model.converse(conversation, signal);
      },
    };
  };
}

/** The functions in src/ that lead to this call without a wait in between, the innermost first. */
function callers(): string {
  const frames = (new Error().stack ?? '').split('\n');
  const names = frames.flatMap((frame) => {
    const [, name] = /^ +at (?:\w+\.)?(\w+) .*\/src\//.exec(frame) ?? [];
    return name === undefined || name === 'async' ? [] : [name];
  });
  const fromTimer = frames.some((frame) => frame.includes('_onTimeout')) ? poll : '';
  return names.length === 0 ? fromTimer : ` in ${names.join(' < ')}${fromTimer}`;
}
