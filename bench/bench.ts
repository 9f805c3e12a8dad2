/** `npm run bench -- NAME [--repo DIR ...] [--json]`: measures against others in the same run. Exits 1 when a target is missed, 2 on wrong use. */
const benches: Readonly<Record<string, () => Promise<Bench>>> = {
  count: () => import('./count.ts'),
  diff: () => import('./diff.ts'),
  fairness: () => import('./fairness.ts'),
  ingest: () => import('./ingest.ts'),
  jail: () => import('./jail.ts'),
  memory: () => import('./memory.ts'),
  overhead: () => import('./overhead.ts'),
  'review-time': () => import('./review-time.ts'),
  'review-tokens': () => import('./review-tokens.ts'),
  supersede: () => import('./supersede.ts'),
};

/** Gives its lines to print, with --json all that it holds, and whether its targets are met. */
interface Bench {
  readonly bench: (
    argv: readonly string[],
  ) => Promise<{ readonly lines: readonly string[]; readonly isMet: boolean }>;
}

const [name = '', ...options] = process.argv.slice(2);
const load = benches[name];
const argv = options.filter((option) => option !== '--json');
if (load && (argv.length === 0 || argv[0] === '--repo')) {
  const { bench } = await load();
  const result = await bench(argv);
  console.log(options.includes('--json') ? JSON.stringify(result) : result.lines.join('\n'));
  process.exitCode = result.isMet ? 0 : 1;
} else {
  console.error(`Say: npm run bench -- ${Object.keys(benches).join(' | ')} [--repo DIR ...] [--json]`);
  process.exitCode = 2;
}
