/** `npm run measure -- NAME ...`: checks a claim on real repositories. Exits 1 where it does not hold, 2 on wrong use. */
const measures: Readonly<Record<string, () => Promise<Measure>>> = {
  analyzers: () => import('./measure/analyzers.ts'),
  diff: () => import('./measure/diff.ts'),
  edits: () => import('./measure/edits.ts'),
  implement: () => import('./measure/implement.ts'),
  projects: () => import('./measure/projects.ts'),
  review: () => import('./measure/review.ts'),
  'review-mechanics': () => import('./measure/review-mechanics.ts'),
  syntax: () => import('./measure/syntax.ts'),
  'test-gates': () => import('./measure/tests-gates.ts'),
  tests: () => import('./measure/tests.ts'),
  units: () => import('./measure/units.ts'),
};

/** Prints what it found and answers whether the claim holds. */
interface Measure {
  readonly measure: (argv: readonly string[]) => Promise<boolean>;
}

const [name = '', ...argv] = process.argv.slice(2);
const load = measures[name];
if (load) {
  const { measure } = await load();
  process.exitCode = (await measure(argv)) ? 0 : 1;
} else {
  console.error(
    `There is no measure "${name}". Say: npm run measure -- ${Object.keys(measures).join(' | ')}`,
  );
  process.exitCode = 2;
}
