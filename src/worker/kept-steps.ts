import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Task } from '../commands/command.ts';
import { beginning, type Run } from '../core/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ledger } from '../ports/ledger.ts';

/**
 * Does each piece of work of a run once. What is kept is listed when it is first asked for, since most runs are never taken up again and
 * have nothing to look for; nobody but their holder adds to it.
 */
export function keptSteps(
  run: Run,
  { ledger, clock }: { readonly ledger: Pick<Ledger, 'steps'>; readonly clock: Clock },
): Task<unknown>['once'] {
  const attempt = { run: run.key, generation: beginning(run) };
  let listed: Promise<Set<string>> | undefined;
  async function list(): Promise<Set<string>> {
    try {
      return new Set((await ledger.steps.list(attempt)).map(nameOf));
    } catch (error) {
      listed = undefined;
      throw error;
    }
  }
  async function once<T>(
    name: string,
    inputs: unknown,
    schema: z.ZodType<T>,
    work: () => Promise<T>,
  ): Promise<T> {
    const hash = createHash('sha256').update(JSON.stringify(inputs)).digest('hex');
    const step = { ...attempt, name, inputs: hash };
    const known = await (listed ??= list());
    const kept = known.has(nameOf(step)) ? await ledger.steps.get(step, schema) : undefined;
    if (kept !== undefined) return kept;
    const value = await work();
    await ledger.steps.keep(step, value, clock.now());
    known.add(nameOf(step));
    return value;
  }
  return once;
}

function nameOf({ name, inputs }: { readonly name: string; readonly inputs: string }): string {
  return `${inputs} ${name}`;
}
