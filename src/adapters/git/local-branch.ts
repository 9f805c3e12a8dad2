import type { Change } from '../../core/change.ts';
import { userFailure } from '../../core/failure.ts';
import { type LocalCommit, say } from './range.ts';

/** A commit to be made, and the name that its branch would like. */
export interface BranchOrder {
  /** Where it is taken, a number goes behind it. */
  readonly name: string;
  readonly title: string;
  readonly body: string;
  readonly changes: readonly Change[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

const author = 'Patchwright <patchwright@users.noreply.github.com>';

/**
 * Makes a new branch with one commit on top of another: no hook runs, and work tree, index and current branch stay as they are. Gives
 * the branch's name. Throws Failure `user` where git refuses.
 */
export async function makeBranch(parent: LocalCommit, order: BranchOrder): Promise<string> {
  const { git, gitDirectory } = parent;
  const branch = await freeName(parent, order.name);
  const result = await git({
    args: ['fast-import', '--quiet', '--done'],
    directory: gitDirectory,
    gitDirectory,
    config: { 'safe.directory': '*' },
    input: stream(branch, parent.sha, order),
  });
  if (result.exitCode !== 0)
    throw userFailure({ is: 'git', detail: `the branch ${branch} could not be made: ${result.complaint}` });
  return branch;
}

async function freeName(at: LocalCommit, name: string): Promise<string> {
  const there = new Set(
    (await say(at, ['for-each-ref', '--format=%(refname:short)', 'refs/heads'])).split('\n'),
  );
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if (!there.has(candidate)) return candidate;
  }
}

/** As git-fast-import(1) has it: one commit, its files inline. */
function stream(branch: string, parent: string, { title, body, changes, now }: BranchOrder): string {
  const when = `${author} ${Math.floor(now / 1_000)} +0000`;
  const message = body === '' ? `${title}\n` : `${title}\n\n${body}\n`;
  return [
    `commit refs/heads/${branch}`,
    `author ${when}`,
    `committer ${when}`,
    data(message),
    `from ${parent}`,
    ...changes.map(command),
    'done',
    '',
  ].join('\n');
}

function command({ path, after, mode }: Change): string {
  if (after === null) return `D ${quoted(path)}`;
  return `M ${mode === 'executable' ? '100755' : '100644'} inline ${quoted(path)}\n${data(after)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function quoted(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
