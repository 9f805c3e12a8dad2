import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { type BackendName, type Backends, findBackends } from './backends.ts';
import { count, type Figures, figuresText, newFigures, stepsIn } from './figures.ts';
import { type Choice, openGround } from './ground.ts';
import { newModel } from './model.ts';
import { openPull, prepare } from './pull-steps.ts';
import { quiet } from './quiet.ts';
import { walks } from './steps.ts';

/**
 * Random walks over the real app, held against the promise: WALK_STEPS says how many steps there shall be at least, WALK_SEED
 * where the first walk begins. Each further walk has the next seed, so one that fails is repeated alone by its own.
 */
const wanted = Number(process.env['WALK_STEPS'] ?? 60);
const firstSeed = Number(process.env['WALK_SEED'] ?? Date.now() % 1_000_000);

test(`a random walk of ${wanted} steps keeps the promise, from seed ${firstSeed}`, async (t) => {
  await using backends = await findBackends();
  const figures = newFigures();
  const began = performance.now();
  try {
    for (let seed = firstSeed; stepsIn(figures) < wanted; seed += 1) await walk(seed, backends, figures);
  } finally {
    for (const line of figuresText(figures)) t.diagnostic(line);
    t.diagnostic(`${Math.round((performance.now() - began) / 1_000)} s`);
  }
});

async function walk(seed: number, backends: Backends, figures: Figures): Promise<void> {
  const property = fc.asyncProperty(grounds(backends.names), walks, async ({ backend, home }, steps) => {
    count(figures.walks, `${backend} ${home}`);
    const choice: Choice = { home, settings: await backends.open(backend), file: traceFile(seed) };
    await using ground = await openGround(choice, figures);
    const model = newModel();
    await ground.arrive();
    await prepare(ground);
    await openPull(model, ground, { filler: 0, isDraft: false });
    await quiet(model, ground);
    await fc.asyncModelRun(() => ({ model, real: ground }), steps);
    await quiet(model, ground);
    ground.countUp();
    await ground.close();
  });
  try {
    await fc.assert(property, { seed, numRuns: 1, endOnFailure: true, plugins: [fc.unbiased()] });
  } catch (error) {
    throw new Error(`the walk of seed ${seed} failed: repeat it with WALK_SEED=${seed} WALK_STEPS=1`, {
      cause: error,
    });
  }
}

/** With WALK_TRACE=FOLDER each walk leaves its trace there. */
function traceFile(seed: number): string | undefined {
  const folder = process.env['WALK_TRACE'];
  return folder === undefined ? undefined : join(folder, `${seed}.txt`);
}

/** Embedded and in this process most of the time, since that is quickest. */
function grounds(names: readonly BackendName[]) {
  const others = names.filter((name) => name !== 'embedded');
  return fc.record({
    backend: fc.constantFrom<BackendName[]>('embedded', 'embedded', 'embedded', ...others),
    home: fc.constantFrom('here' as const, 'here' as const, 'apart' as const),
  });
}
