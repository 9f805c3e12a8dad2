import { type FileDiff, hunksOf, linesOn } from './diff.ts';

/**
 * Why nobody reads a file: a machine writes it, or others do. In a few words that go on after the file's name; undefined where people
 * of the project write it. The header is the file's first lines, as many as are at hand: see `headerOf`.
 */
export function machineOrigin(path: string, header: readonly string[]): string | undefined {
  const names = path.split('/');
  const name = names.pop() ?? '';
  return byFolder(names) ?? byName(name) ?? byHeader(name, header);
}

/** Lines of a header that are looked at, and characters of each: who generates code says so at its top. */
const headerLines = 12;
const headerWidth = 400;

/**
 * The first lines of a file that a change may be excused by. `head` is its text after the change; without it, what the diff shows of
 * its top counts. A line that the change adds to a file that was there before says nothing: else one line would hide the rest.
 */
export function headerOf(file: FileDiff, head: readonly string[] | undefined): readonly string[] {
  const shown = hunksOf(file).flatMap((hunk) => linesOn('new', hunk));
  const added = new Set(shown.filter(({ isChanged }) => isChanged).map(({ number }) => number));
  const top = shown.filter(({ number }, index) => number === index + 1).map(({ text }) => text);
  return (head ?? top)
    .slice(0, headerLines)
    .filter((_, index) => file.status === 'added' || !added.has(index + 1));
}

const others = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'vendored',
  'third_party',
  'third-party',
  'thirdparty',
  '3rdparty',
  'site-packages',
  'Godeps',
  'Pods',
  'Carthage',
  'jspm_packages',
  '.yarn',
]);

function byFolder(folders: readonly string[]): string | undefined {
  const folder = folders.find((name) => others.has(name));
  if (folder !== undefined) return `code of others, in ${folder}/`;
  if (folders.includes('dist')) return 'built from other files, in dist/';
  if (folders.includes('__snapshots__')) return snapshot;
  return folders.includes('__generated__') || folders.includes('generated')
    ? 'generated, as its folder says'
    : undefined;
}

const snapshot = 'a snapshot, which a test run writes';
const lockfile = 'a lockfile, which a package manager writes';
const minified = 'minified';
const generated = 'generated, as its name says';

function byName(name: string): string | undefined {
  if (lockfiles.has(name)) return lockfile;
  return namings.find(({ pattern }) => pattern.test(name))?.origin;
}

const lockfiles = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'bun.lockb',
  'deno.lock',
  '.pnp.cjs',
  '.pnp.loader.mjs',
  'uv.lock',
  'poetry.lock',
  'pdm.lock',
  'pixi.lock',
  'pylock.toml',
  'Pipfile.lock',
  'conda-lock.yml',
  'Cargo.lock',
  'Gemfile.lock',
  'gems.locked',
  'composer.lock',
  'symfony.lock',
  'go.sum',
  'go.work.sum',
  'mix.lock',
  'rebar.lock',
  'pubspec.lock',
  'Podfile.lock',
  'Cartfile.resolved',
  'Package.resolved',
  'packages.lock.json',
  'paket.lock',
  'project.assets.json',
  'gradle.lockfile',
  'buildscript-gradle.lockfile',
  'verification-metadata.xml',
  'flake.lock',
  'devbox.lock',
  'Chart.lock',
  '.terraform.lock.hcl',
  'MODULE.bazel.lock',
  'stack.yaml.lock',
  'cabal.project.freeze',
  'shard.lock',
  'conan.lock',
]);

const namings: readonly { readonly pattern: RegExp; readonly origin: string }[] = [
  { pattern: /[.-]min\.(?:[cm]?js|css)$/, origin: minified },
  { pattern: /\.(?:[cm]?js|css)\.map$/, origin: 'a source map' },
  { pattern: /\.(?:snap|ambr)$/, origin: snapshot },
  // Protocol buffers, in the languages that have a generator.
  { pattern: /\.pb(?:\.[a-z]+)?\.(?:go|cc|h|swift|dart|rb|php)$/, origin: generated },
  { pattern: /_pb2(?:_grpc)?\.pyi?$|_(?:grpc_(?:web_)?)?pb\.(?:d\.ts|[jt]s|rb)$/, origin: generated },
  // Go, Dart, C#, JavaScript: what their code generators call their files.
  {
    pattern: /^zz_generated\.|[._]generated\.[a-z]+$|\.gen\.(?:go|[jt]sx?|rs)$|_gen\.go$/,
    origin: generated,
  },
  {
    pattern: /\.(?:g|freezed|mocks|gr|config)\.dart$|\.(?:g|g\.i|[Dd]esigner)\.(?:cs|vb)$/,
    origin: generated,
  },
];

function byHeader(name: string, header: readonly string[]): string | undefined {
  const lines = header.slice(0, headerLines);
  if (/\.(?:[cm]?js|css)$/.test(name) && lines.some(({ length }) => length > longestWritten)) return minified;
  const comments = lines.map((line) => line.slice(0, headerWidth)).filter((line) => comment.test(line));
  return marks.some((mark) => mark.test(comments.join('\n')))
    ? 'generated, as its first lines say'
    : undefined;
}

/** Nobody writes a line of code longer than this by hand. */
const longestWritten = 1_000;

/** A line that begins as comments do, in whatever language. */
const comment = /^\s*(?:\/\/|\/?\*|#|<!--|--|;|%|\(\*|\{-|"""|'|rem\b|dnl\b)/i;

/** What scaffolds say of a file that is then kept by hand ("was generated by the init command") is not among them. */
const marks: readonly RegExp[] = [
  /@generated\b/,
  /<auto-?generated\b/i,
  /\b(?:automatically generated|machine[ -]generated|code generated)\b/i,
  /\b(?:is|was|been) auto-?generated\b|\bauto-?generated (?:by|from|with|using)\b|^\W*auto-?generated\W*$/im,
  /\b(?:file|code|module|class|source) (?:is|has been) generated\b/i,
  /\bgenerated (?:by|from|with|using)\b[^]*\bdo not (?:edit|modify|change)\b/i,
  /\bdo not (?:edit|modify|change)\b[^]*\bgenerated (?:by|from|with|using)\b/i,
  /\bDO NOT (?:EDIT|MODIFY)\b/,
];
