import { type ModelOptions, openModel } from '../../src/adapters/openai/model.ts';
import type { Call } from '../../src/ports/ledger.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Model } from '../../src/ports/model.ts';
import { type Dialect, fullDialect } from '../model-acts.ts';
import { type Ending, type ModelServer, startModelServer } from '../model-server.ts';

/** A model that asks a scripted server, and what came of it besides the answers. */
export interface Scripted {
  readonly server: ModelServer;
  readonly model: Model;
  readonly calls: readonly Call[];
  /** The waits, in milliseconds; none of them takes time. */
  readonly slept: readonly number[];
  readonly warnings: readonly object[];
}

/** The clock stands at noon of 1 November 2026, and each look at it takes a second. */
export const noon = Date.UTC(2026, 10, 1, 12);

export async function openScripted(
  test: Ending,
  options: Partial<ModelOptions> & { readonly dialect?: Partial<Dialect> } = {},
): Promise<Scripted> {
  const { dialect, variables, ...given } = options;
  const server = await startModelServer(test, { ...fullDialect, window: 10_000, ...dialect });
  const calls: Call[] = [];
  const slept: number[] = [];
  const warnings: object[] = [];
  const model = openModel({
    name: 'scripted',
    variables: { OPENAI_BASE_URL: server.url, OPENAI_API_KEY: 'secret-key', ...variables },
    window: 10_000,
    log: logTo(warnings),
    clock: tickingClock(),
    onCall: async (call) => void calls.push(call),
    sleep: async (ms) => void slept.push(ms),
    ...given,
  });
  return { server, model, calls, slept, warnings };
}

function tickingClock() {
  let looks = 0;
  return { now: () => noon + 1_000 * looks++ };
}

function logTo(warnings: object[]): Log {
  return {
    info() {},
    warn: (fields, message) => void warnings.push({ ...fields, message }),
    error: (fields, message) => void warnings.push({ ...fields, message }),
    child: () => logTo(warnings),
  };
}
