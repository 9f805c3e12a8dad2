import { z } from 'zod';
import { statusOf } from './faults.ts';
import { read, type Reading } from './reading.ts';

/**
 * The whole diff from the merge base of the two commits to `head`. GitHub's answer is taken where it is complete; beyond GitHub's
 * limits (300 files, 20,000 lines, 1 MB: docs.github.com, 'Limits for viewing content and diffs') git computes it.
 */
export async function readDiff(
  at: Reading,
  base: string,
  head: string,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted();
  const offered = await offeredDiff(at, `${base}...${head}`, signal);
  if (offered !== undefined && isWhole(offered)) return offered;
  const {
    merge_base_commit: mergeBase,
    files,
    repository,
  } = await readComparison(at, `${base}...${head}`, signal);
  if (files.length === 0) return '';
  const token = await at.token();
  return at.git.diff({ repository, mergeBase: mergeBase.sha, head, token, signal });
}

/** What the API gives, or undefined where it says that the diff is too large. */
async function offeredDiff(at: Reading, basehead: string, signal: AbortSignal): Promise<string | undefined> {
  const headers = { accept: 'application/vnd.github.diff' };
  return read(at, 'the comparison', z.string().optional(), async (name) => {
    try {
      return await at.client.rest.repos.compareCommitsWithBasehead({
        ...name,
        basehead,
        headers,
        request: { signal },
      });
    } catch (error) {
      if (statusOf(error) === 406) return { data: undefined };
      throw error;
    }
  });
}

const Comparison = z.object({
  merge_base_commit: z.object({ sha: z.string() }),
  files: z.array(z.unknown()),
  repository: z.object({ id: z.int(), owner: z.string(), repo: z.string() }),
});

/** Where the two commits parted, and what has changed since. */
export function readComparison(
  at: Reading,
  basehead: string,
  signal: AbortSignal,
): Promise<z.infer<typeof Comparison>> {
  return read(at, 'the comparison', Comparison, async (name) => {
    const { data } = await at.client.rest.repos.compareCommitsWithBasehead({
      ...name,
      basehead,
      request: { signal },
    });
    return { data: { ...data, repository: { id: at.repositoryId, ...name } } };
  });
}

const mostFiles = 300;
const mostLines = 20_000;
const mostBytes = 1_000_000;

/** Whether nothing was left out: there is a diff below GitHub's limits, and each of its files says how it changed. */
export function isWhole(diff: string): boolean {
  if (Buffer.byteLength(diff) >= mostBytes || diff.split('\n').length >= mostLines) return false;
  const files = diff.split(/^(?=diff --git )/m).filter((part) => part !== '');
  return (
    files.length > 0 &&
    files.length < mostFiles &&
    files.every((file) => file.startsWith('diff --git ') && hasContent(file))
  );
}

/** A file whose two versions differ has hunks, or is told to be binary; only an empty one has nothing to show. */
function hasContent(file: string): boolean {
  const [, from = '', to = ''] = /^index ([0-9a-f]+)\.\.([0-9a-f]+)/m.exec(file) ?? [];
  if (from === to) return true;
  if (/^(?:@@ |Binary files |GIT binary patch)/m.test(file)) return true;
  return [from, to].every((blob) => /^0+$/.test(blob) || emptyBlob.startsWith(blob));
}

/** The id that git gives to no bytes at all. */
const emptyBlob = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
