import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** A bug of a real repository: the commit that brought it, and the one that mended it. */
export const Bug = z.object({
  repository: z.string(),
  bug: z.string(),
  introducedBy: z.string(),
  parent: z.string(),
  fix: z.string(),
  /** The files that the fix changes, tests apart. */
  source: z.array(z.string()).readonly(),
});
export type Bug = Readonly<z.infer<typeof Bug>>;

/** A real pull request, of which nobody here says what is wrong with it. */
const Pull = z.object({ repository: z.string(), pull: z.int(), base: z.string(), head: z.string() });

const Case = z.union([Bug, Pull]);

/** A change that is reviewed. What `introduces` brings a bug, what `fixes` should draw no claim, a `pull` is only listed. */
export type Change = Range &
  ({ readonly is: 'introduces'; readonly bug: Bug } | { readonly is: 'fixes' | 'pull' });

interface Range {
  readonly name: string;
  /** The folder of its repository. */
  readonly repo: string;
  readonly base: string;
  readonly head: string;
}

/** The changes of a file of cases, or of all such files in a folder. Throws where one is not readable or its repository not there. */
export async function readChanges(path: string, repos: string): Promise<readonly Change[]> {
  const files = (await stat(path)).isDirectory()
    ? (await readdir(path)).filter((name) => name.endsWith('.json')).map((name) => join(path, name))
    : [path];
  const changes: Change[] = [];
  for (const file of files.toSorted()) {
    const cases = z.array(Case).parse(JSON.parse(await readFile(file, 'utf8')));
    changes.push(...cases.flatMap((each) => changesOf(each, folderOf(repos, each.repository))));
  }
  return changes;
}

function changesOf(each: z.infer<typeof Case>, repo: string): readonly Change[] {
  const { repository } = each;
  if ('pull' in each) return [{ ...each, is: 'pull', name: `${repository}#${each.pull}`, repo }];
  const { introducedBy, parent, fix } = each;
  const brought = { base: `${introducedBy}^`, head: introducedBy };
  return [
    { is: 'introduces', bug: each, name: `${repository} introduces`, repo, ...brought },
    { is: 'fixes', name: `${repository} fixes`, repo, base: parent, head: fix },
  ];
}

/** OWNER+NAME/repo, OWNER/NAME or NAME. */
export function folderOf(repos: string, repository: string): string {
  const names = [join(repository.replace('/', '+'), 'repo'), repository, repository.split('/')[1] ?? ''];
  const found = names.map((name) => join(repos, name)).find((folder) => existsSync(folder));
  if (found === undefined) throw new Error(`There is no ${names.join(', ')} in ${repos}`);
  return found;
}
