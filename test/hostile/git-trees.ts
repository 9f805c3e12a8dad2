import { join, relative } from 'node:path';
import { makeRepository } from '../adapters/git-repository.ts';
import type { Attack, Form, Harm } from './attack.ts';
import { meet, type Meeting } from './meet.ts';
import { payload } from './payload.ts';
import type { Place } from './place.ts';
import { commitTree, makeBlob, makeTree, type TreeEntry, twoCommits } from './repository.ts';

/** Commits whose names lead elsewhere when they are written without care. */
export const gitTrees: readonly Attack[] = [
  met('a branch that is called like an option', {
    build: (place) => {
      twoCommits(place, {}).git('update-ref', `refs/heads/--output=${place.canary}`, 'head');
    },
    tame: ({ canary }) => ['git', 'diff', 'base', `--output=${canary}`],
    meeting: ({ canary }) => ({ head: `--output=${canary}` }),
    harm: ['writes'],
    ended: 'exported',
  }),
  met('a link to a file of this machine', {
    build: (place) => commitTree(place, [{ name: 'docs', link: place.secretFile }]),
    tame: () => ['sh', '-c', 'git checkout -q head; cat docs'],
    harm: ['reads'],
    ended: 'left out: link-leads-out',
  }),
  met('a link to a folder of this machine', {
    build: (place) => commitTree(place, [{ name: 'docs', link: place.outside }]),
    tame: () => ['sh', '-c', 'git checkout -q head; cat docs/secret; echo gotcha >docs/canary'],
    harm: ['reads', 'writes'],
    ended: 'left out: link-leads-out',
  }),
  met('links that climb out together', {
    build: (place) =>
      commitTree(place, [
        { name: 'a', entries: [{ name: 'up', link: '..' }] },
        { name: 'b', link: `a/up/../${relative(join(place.tree, '..'), place.secretFile)}` },
      ]),
    tame: () => ['sh', '-c', 'git checkout -q head; cat b'],
    harm: ['reads'],
    ended: 'left out: link-leads-out',
  }),
  met('a name with dots that climbs out', {
    needs: ['python3'],
    build: (place) => commitTree(place, [climbing(place)]),
    tame: () => unpacked('plain'),
    harm: ['writes'],
    ended: 'left out: climbs',
  }),
  met('a link and a folder of the same name', {
    needs: ['python3'],
    build: (place) => commitTree(place, overLink('a', place)),
    tame: () => unpacked('plain'),
    harm: ['writes'],
    ended: 'left out: link-leads-out',
  }),
  met('a link and a folder whose names differ in case', {
    needs: ['python3'],
    build: (place) => commitTree(place, overLink('A', place)),
    tame: () => unpacked('folded'),
    harm: ['writes'],
    ended: 'left out: link-leads-out',
  }),
  ...['.git', '.GIT', '.git ', '.git.', '.g\u200Cit', 'git~1'].map((name) =>
    met(`a folder ${JSON.stringify(name)} with settings of its own`, {
      needs: ['python3'],
      build: (place, form) => commitTree(place, [gitFolder(name), payloadFile(place, form)]),
      tame: () => unpacked(name === '.git' ? 'plain' : 'folded'),
      harm: ['writes', 'reads'],
      ended: 'left out: git-folder',
    }),
  ),
  met('a submodule that is a repository of this machine', {
    build: (place) => {
      const path = join(place.temporary, 'private');
      const id = makeRepository(path).commit('private', { secret: place.secret });
      const modules = `[submodule "own"]\n\tpath = own\n\turl = file://${path}\n`;
      commitTree(place, [
        { name: '.gitmodules', file: modules },
        { name: 'own', mode: '160000', type: 'commit', id },
      ]);
    },
    tame: () => [
      'git',
      '-c',
      'protocol.file.allow=always',
      'clone',
      '-q',
      '--recurse-submodules',
      '-b',
      'head',
      '.',
      'copy',
    ],
    harm: ['reads'],
    ended: 'left out: submodule',
  }),
];

/** Commits that are small until they are unpacked. */
export const bombs: readonly Attack[] = [
  met('a file of zeros', {
    build: (place, form) => {
      const repository = twoCommits(place, {});
      const id = makeBlob(repository, '\0'.repeat(form === 'tame' ? 60_000_000 : 110_000_000));
      const tree = makeTree(repository, [{ name: 'zeros', mode: '100644', type: 'blob', id }]);
      repository.git(
        'update-ref',
        'refs/heads/head',
        repository.git('commit-tree', '-p', 'base', '-m', 'x', tree),
      );
    },
    tame: () => ['git', 'show', 'head:zeros'],
    harm: ['floods'],
    ended: 'refused: too-large',
  }),
  met('a tree of trees that are all the same', {
    build: (place, form) => {
      const repository = twoCommits(place, {});
      let entry: TreeEntry = { name: 'x', file: '' };
      for (let level = 0; level < (form === 'tame' ? 4 : 6); level += 1) {
        const id = makeTree(repository, tenOf(entry));
        entry = { name: 'x', mode: '040000', type: 'tree', id };
      }
      const tree = makeTree(repository, [entry]);
      repository.git(
        'update-ref',
        'refs/heads/head',
        repository.git('commit-tree', '-p', 'base', '-m', 'x', tree),
      );
    },
    tame: () => ['git', 'checkout', '-q', 'head'],
    harm: ['fills'],
    ended: 'refused: too-large',
  }),
  met('a repository whose large files lie on another server', {
    needs: ['git-lfs'],
    build: (place) => {
      const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12\n`;
      const lfs = `[lfs]\n\turl = http://127.0.0.1:${place.trap.port}/\n`;
      commitTree(place, [
        { name: '.lfsconfig', file: lfs },
        { name: '.gitattributes', file: '*.bin filter=lfs\n' },
        { name: 'a.bin', file: pointer },
      ]);
    },
    tame: () => ['sh', '-c', 'git checkout -q head; git lfs pull'],
    harm: ['connects'],
    ended: 'exported',
  }),
];

interface Met {
  readonly needs?: readonly string[];
  readonly build: (place: Place, form: Form) => void;
  readonly tame: (place: Place) => readonly string[];
  readonly meeting?: (place: Place) => Meeting;
  readonly harm: readonly Harm[];
  readonly ended: string;
}

function met(name: string, { needs = [], build, tame, meeting, harm, ended }: Met): Attack {
  return {
    name,
    class: harm.some((harm) => ['floods', 'fills', 'connects'].includes(harm)) ? 'bombs' : 'names and links',
    needs,
    build: (place, form) => Promise.resolve(build(place, form)),
    tame: (place) => place.runTamely({ argv: tame(place), cwd: place.tree, measured: place.tree }),
    held: (place) => meet(place, meeting?.(place)),
    harm,
    ended,
  };
}

/** From the folder that the commit is unpacked into. */
function climbing({ tree, canary }: Place): TreeEntry {
  const names = relative(join(tree, 'unpacked'), canary).split('/').toReversed();
  const [file = '', ...folders] = names;
  return folders.reduce<TreeEntry>((entry, name) => ({ name, entries: [entry] }), {
    name: file,
    file: 'gotcha\n',
  });
}

/** The link comes first: capitals do, and of the same name links do. */
function overLink(name: string, { outside }: Place): readonly TreeEntry[] {
  return [
    { name, link: outside },
    { name: 'a', entries: [{ name: 'canary', file: 'gotcha\n' }] },
  ];
}

function gitFolder(name: string): TreeEntry {
  const config = '[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tfsmonitor = sh payload.sh\n';
  return {
    name,
    entries: [
      { name: 'HEAD', file: 'ref: refs/heads/main\n' },
      { name: 'config', file: config },
      { name: 'objects', entries: [{ name: 'x', file: '' }] },
      { name: 'refs', entries: [{ name: 'x', file: '' }] },
    ],
  };
}

function payloadFile(place: Place, form: Form): TreeEntry {
  return { name: 'payload.sh', file: payload(place, form)['payload.sh'] ?? '' };
}

function tenOf(entry: TreeEntry): readonly TreeEntry[] {
  return Array.from({ length: 10 }, (_, index) => ({ ...entry, name: `x${index}` }));
}

/** Writes a commit's files without care; `folded` as file systems do that take several names for the same. */
function unpacked(names: 'plain' | 'folded'): readonly string[] {
  return ['sh', '-c', `python3 -c "$0" ${names}; git -C unpacked status`, unpackScript];
}

const unpackScript = String.raw`import os, subprocess, sys
def git(*args): return subprocess.run(('git',) + args, stdout=subprocess.PIPE).stdout
def fold(name):
    name = name.lower().replace('\u200c', '').rstrip('. ')
    return '.git' if name == 'git~1' else name
for record in git('ls-tree', '-r', '-z', 'head').decode().split('\0')[:-1]:
    (mode, _, id), path = record.split('\t')[0].split(' '), record.split('\t')[1]
    if sys.argv[1] == 'folded': path = '/'.join([fold(path.split('/')[0])] + path.split('/')[1:])
    path = os.path.join('unpacked', path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    content = git('cat-file', 'blob', id)
    if mode == '120000': os.symlink(content, path)
    else: open(path, 'wb').write(content)
`;
