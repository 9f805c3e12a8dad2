import { and, eq } from './drizzle.ts';
import { z } from 'zod';
import type { StepId, Steps } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { steps } from './schema.ts';
import type { Tables } from './tables.ts';

/** Values are kept in an object, since a column knows no difference between JSON's null and none. */
const Kept = z.object({ value: z.unknown() });

export function openSteps(tables: Tables): Steps {
  return {
    list: (of) => asked(() => list(tables, of)),
    get: async (step, schema) => {
      const kept = await asked(() => read(tables, step));
      return schema.safeParse(kept?.value).data;
    },
    keep: (step, value, now) => asked(() => keep(tables, step, value, now)),
  };
}

function list(
  tables: Tables,
  { run, generation }: Pick<StepId, 'run' | 'generation'>,
): Promise<readonly Pick<StepId, 'name' | 'inputs'>[]> {
  return tables
    .select({ name: steps.name, inputs: steps.inputs })
    .from(steps)
    .where(and(eq(steps.run, run), eq(steps.generation, generation)));
}

async function read(tables: Tables, step: StepId): Promise<z.infer<typeof Kept> | undefined> {
  const { run, generation, name, inputs } = step;
  const [row] = await tables
    .select({ value: steps.value })
    .from(steps)
    .where(
      and(
        eq(steps.run, run),
        eq(steps.generation, generation),
        eq(steps.name, name),
        eq(steps.inputs, inputs),
      ),
    );
  return row && Kept.parse(row.value);
}

async function keep(tables: Tables, step: StepId, value: unknown, now: number): Promise<void> {
  const { run, generation, name, inputs } = step;
  const kept = { value: { value }, keptAt: now };
  await tables
    .insert(steps)
    .values({ run, generation, name, inputs, ...kept })
    .onConflictDoUpdate({ target: [steps.run, steps.generation, steps.name, steps.inputs], set: kept });
}
