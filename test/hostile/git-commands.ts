import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from '../adapters/git-repository.ts';
import type { Attack } from './attack.ts';
import { meet, type Meeting } from './meet.ts';
import { payload } from './payload.ts';
import type { Place } from './place.ts';
import { twoCommits } from './repository.ts';

const run = 'sh payload.sh';

/** Settings and files of a checkout that name a command, and the call of git that runs it. */
export const gitCommands: readonly Attack[] = [
  runs('a hook', ['git', 'checkout', '-q', '-b', 'new'], {
    prepare: async ({ tree }) => {
      const hook = join(tree, '.git', 'hooks', 'post-checkout');
      await mkdir(join(tree, '.git', 'hooks'), { recursive: true });
      await writeScript(hook);
    },
  }),
  runs('a folder of hooks in the tree', ['git', 'checkout', '-q', '-b', 'new'], {
    config: { 'core.hooksPath': 'hooks' },
    prepare: async ({ tree }) => {
      await mkdir(join(tree, 'hooks'));
      await writeScript(join(tree, 'hooks', 'post-checkout'));
    },
  }),
  runs('a monitor of files (core.fsmonitor)', ['git', 'status'], { config: { 'core.fsmonitor': run } }),
  runs('settings that are included from the tree', ['git', 'status'], {
    files: { 'own.config': `[core]\n\tfsmonitor = ${run}\n` },
    config: { 'include.path': '../own.config' },
  }),
  runs('settings that are included for this folder', ['git', 'status'], {
    files: { 'own.config': `[core]\n\tfsmonitor = ${run}\n` },
    config: { 'includeIf.gitdir:**.path': '../own.config' },
  }),
  runs('a repository in the tree that looks like a bare one', ['git', '-C', 'vendor', 'status'], {
    files: embedded('vendor'),
  }),
  {
    ...runs('the same, named as the repository', ['git', '-C', 'vendor', 'status'], {
      files: embedded('vendor'),
      meeting: ({ tree }) => ({ directory: join(tree, 'vendor') }),
    }),
    ended: 'refused: git',
  },
  runs('a filter for files that are written (smudge)', ['sh', '-c', 'rm a.txt; git checkout -- a.txt'], {
    files: { '.gitattributes': 'a.txt filter=own\n' },
    config: { 'filter.own.smudge': `${run}; cat`, 'filter.own.required': 'true' },
  }),
  runs('a filter for files that are added (clean)', ['sh', '-c', 'echo 3 >a.txt; git add a.txt'], {
    files: { '.gitattributes': 'a.txt filter=own\n' },
    config: { 'filter.own.clean': `${run}; cat` },
  }),
  runs('a filter that stays (process)', ['sh', '-c', 'echo 3 >a.txt; git add a.txt'], {
    files: { '.gitattributes': 'a.txt filter=own\n' },
    config: { 'filter.own.process': run },
  }),
  runs('the filter of large files, under another command', ['sh', '-c', 'rm a.txt; git checkout -- a.txt'], {
    files: { '.gitattributes': 'a.txt filter=lfs diff=lfs merge=lfs -text\n' },
    config: { 'filter.lfs.smudge': `${run}; cat`, 'filter.lfs.required': 'true' },
  }),
  runs('a converter for diffs (textconv)', ['git', 'diff', 'base', 'head'], {
    files: { '.gitattributes': 'a.txt diff=own\n' },
    config: { 'diff.own.textconv': `${run}; cat` },
  }),
  runs('a program for diffs of some files', ['git', 'diff', 'base', 'head'], {
    files: { '.gitattributes': 'a.txt diff=own\n' },
    config: { 'diff.own.command': run },
  }),
  runs('a program for all diffs', ['git', 'diff', 'base', 'head'], { config: { 'diff.external': run } }),
  runs('a program that checks signatures', ['git', 'log', '-1', 'head'], {
    config: { 'gpg.program': './check.sh', 'log.showSignature': 'true' },
    prepare: async ({ tree }, repository) => {
      await writeScript(join(tree, 'check.sh'));
      signHead(repository);
    },
  }),
  runs(
    'a program that merges',
    ['git', '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'merge', 'other'],
    {
      files: { '.gitattributes': 'a.txt merge=own\n' },
      config: { 'merge.own.driver': run },
      prepare: async (_, repository) => {
        repository.git('checkout', '-q', '-b', 'other', 'base');
        repository.commit('the other', { 'a.txt': 'three\n' });
        repository.git('checkout', '-q', 'head');
      },
    },
  ),
  runs('a command in the place of ssh', ['git', 'fetch'], {
    config: { 'core.sshCommand': run, 'remote.origin.url': 'ssh://example.com/x.git' },
  }),
  runs('a server that is a command (ext::)', ['git', 'fetch'], {
    config: { 'protocol.ext.allow': 'always', 'remote.origin.url': `ext::${run}` },
  }),
  runs('a command in the place of the other side', ['git', 'fetch'], {
    config: { 'remote.origin.uploadpack': run, 'remote.origin.url': '.' },
  }),
  {
    ...runs('a work tree that lies elsewhere', ['git', 'checkout', '-q', '-f', 'head'], {
      files: { canary: 'gotcha\n' },
      prepare: async ({ outside }, repository) => {
        repository.git('config', 'core.worktree', outside);
      },
    }),
    harm: ['writes'],
  },
];

interface Setting {
  readonly files?: Readonly<Record<string, string>>;
  readonly config?: Readonly<Record<string, string>>;
  readonly prepare?: (place: Place, repository: Repository) => Promise<void>;
  readonly meeting?: (place: Place) => Meeting;
}

function runs(name: string, argv: readonly string[], setting: Setting): Attack {
  const { files = {}, config = {}, prepare, meeting } = setting;
  return {
    name,
    class: 'git runs commands',
    needs: [],
    build: async (place, form) => {
      const repository = twoCommits(place, { ...files, ...payload(place, form) });
      repository.git('checkout', '-q', 'head');
      await prepare?.(place, repository);
      for (const [key, value] of Object.entries(config)) repository.git('config', key, value);
    },
    tame: (place) => place.runTamely({ argv, cwd: place.tree }),
    held: (place) => meet(place, meeting?.(place)),
    harm: ['writes', 'reads'],
    ended: 'exported',
  };
}

async function writeScript(path: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${run}\n`);
  await chmod(path, 0o755);
}

/** All that git looks for in a bare repository, and a command among its settings. */
function embedded(folder: string): Readonly<Record<string, string>> {
  const config = `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = ${run}\n`;
  return Object.fromEntries(
    Object.entries({ HEAD: 'ref: refs/heads/main\n', config, 'objects/x': '', 'refs/x': '' }).map(
      ([name, content]) => [`${folder}/${name}`, content],
    ),
  );
}

/** Puts something into the newest commit that looks like a signature. */
function signHead(repository: Repository): void {
  const commit = repository.git('cat-file', 'commit', 'head');
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n';
  repository.write({ signed: `${commit.replace(/^(committer .*\n)/m, `$1${signature}`)}\n` });
  const id = repository.git('hash-object', '-w', '-t', 'commit', 'signed');
  repository.git('update-ref', 'refs/heads/head', id);
}
