import { parseArgs } from 'node:util';
import { tryOnGitHub } from './diff-on-github.ts';
import { compareWithGit } from './diff-with-git.ts';
import { firstParentPairs } from './git.ts';

/**
 * `--repo DIR [--commits 500] [--pulls 40]`: reading the diff of each of the newest commits against its first parent agrees with
 * what git says of the same change in its machine formats; and on a sample of them opened as pull requests on a local GitHub,
 * every line offered as an anchor takes a comment and a sample of the others refuses it.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const { repo, commits, pulls } = options(argv);
  const pairs = await firstParentPairs(repo, commits);
  const { files, lines, kinds, faults } = await compareWithGit(repo, pairs);
  console.log(`${pairs.length} commits, ${files} files, ${lines} lines read and compared with git.`);
  console.log([...kinds].map(([kind, count]) => `${count} ${kind}`).join(', '));
  report(faults, 'disagreements');
  const step = Math.max(1, Math.floor(pairs.length / pulls));
  const sample = pairs.filter((_, index) => index % step === 0).slice(0, pulls);
  const tried = await tryOnGitHub(repo, sample);
  console.log(
    `${sample.length} pull requests: ${tried.taken} comments offered, ${tried.refused} wrong ones tried.`,
  );
  report(tried.faults, 'wrong answers');
  return faults.length + tried.faults.length === 0 && pairs.length > 0;
}

function report(faults: readonly string[], what: string) {
  console.log(`${faults.length} ${what}`);
  for (const fault of faults.slice(0, 50)) console.log(`  ${fault}`);
}

function options(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      repo: { type: 'string' },
      commits: { type: 'string', default: '500' },
      pulls: { type: 'string', default: '40' },
    },
  });
  if (values.repo === undefined) {
    console.error('Say which repository: npm run measure -- diff --repo DIR [--commits 500] [--pulls 40]');
    process.exit(2);
  }
  return { repo: values.repo, commits: Number(values.commits), pulls: Number(values.pulls) };
}
