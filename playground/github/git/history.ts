import {
  aheadBehind,
  changesBetween,
  findCommit,
  mergeBase,
  type CommitFacts,
  type FileChange,
} from './diff.ts';

/** What git says of given commits. It never changes, so each thing is asked of git once; all are full shas. */
export interface History {
  /** The files in which two commits differ. */
  changes(directory: string, from: string, to: string): Promise<readonly FileChange[]>;
  mergeBase(directory: string, one: string, other: string): Promise<string | undefined>;
  aheadBehind(directory: string, base: string, head: string): Promise<{ ahead: number; behind: number }>;
  commit(directory: string, sha: string): Promise<CommitFacts>;
}

export function createHistory(): History {
  return {
    changes: remembered(changesBetween),
    mergeBase: remembered(mergeBase),
    aheadBehind: remembered(aheadBehind),
    commit: remembered(knownCommit),
  };
}

async function knownCommit(directory: string, sha: string) {
  const commit = await findCommit(directory, sha);
  if (!commit) throw new Error(`${directory} has no commit ${sha}`);
  return commit;
}

const mostKept = 500;

/** The function with a memory of its latest answers; a failure is not remembered. */
function remembered<T>(ask: (...names: [string, string, string]) => Promise<T>) {
  const kept = new Map<string, Promise<T>>();
  return (...names: [string, string, string] | [string, string]) => {
    const [directory, one, other = ''] = names;
    const key = names.join(' ');
    const answer = kept.get(key) ?? ask(directory, one, other);
    kept.delete(key);
    kept.set(key, answer);
    answer.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return answer;
  };
}
