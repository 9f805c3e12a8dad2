import { runCommand } from '../../project/run-command.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { foldersUp, pathIn } from '../../project/files.ts';
import type { Bench } from './bench.ts';

/** A formatter as projects have it: how it is seen that they do, and what formats some files in place. */
interface Formatter {
  readonly files: RegExp;
  /** A file of its own, or a text in one that others share. */
  readonly sign: { readonly path: RegExp; readonly text?: RegExp };
  readonly argv: readonly [string, ...string[]];
}

const script = /\.[cm]?[jt]sx?$/;
const python = /\.py$/;

const formatters: readonly Formatter[] = [
  { files: script, sign: { path: /^biome\.jsonc?$/ }, argv: ['biome', 'format', '--write'] },
  {
    files: script,
    sign: { path: /^\.prettierrc(?:\.\w+)?$|^prettier\.config\.\w+$/ },
    argv: ['prettier', '--write'],
  },
  { files: script, sign: { path: /^package\.json$/, text: /"prettier"\s*:/ }, argv: ['prettier', '--write'] },
  { files: python, sign: { path: /^\.?ruff\.toml$/ }, argv: ['ruff', 'format'] },
  { files: python, sign: { path: /^pyproject\.toml$/, text: /^\[tool\.ruff\b/m }, argv: ['ruff', 'format'] },
  { files: python, sign: { path: /^pyproject\.toml$/, text: /^\[tool\.black\b/m }, argv: ['black', '-q'] },
];

/** The argv that formats a file with the project's own formatter; undefined where it has none that is known. */
export async function formatterFor(
  path: string,
  folder: string,
  head: Pick<Workspace, 'files' | 'text'>,
): Promise<Formatter['argv'] | undefined> {
  const there = new Set(head.files());
  for (const each of formatters.filter(({ files }) => files.test(path)))
    for (const at of foldersUp(folder)) if (await isSigned(each.sign, at, { there, head })) return each.argv;
  return undefined;
}

async function isSigned(
  { path, text }: Formatter['sign'],
  folder: string,
  { there, head }: { readonly there: ReadonlySet<string>; readonly head: Pick<Workspace, 'text'> },
): Promise<boolean> {
  const own = [...there].filter((each) => {
    const prefix = pathIn(folder, '');
    return each.startsWith(prefix) && path.test(each.slice(prefix.length));
  });
  if (text === undefined) return own.length > 0;
  for (const each of own) {
    const read = await head.text(each);
    if (read.is === 'text' && text.test(read.text)) return true;
  }
  return false;
}

/** A file's text as the formatter leaves it; undefined where the formatter does not work here. */
export async function formatted(
  argv: readonly string[],
  path: string,
  bench: Bench,
): Promise<string | undefined> {
  const { session, runner, signal } = bench;
  const file = `${session.root}/${path}`;
  const { ended } = await runCommand(session, {
    argv: [...argv, file],
    folder: runner.folder,
    timeMs: 60_000,
    signal,
  });
  signal.throwIfAborted();
  const there = await session.read(path);
  if (ended.is !== 'exited' || ended.exitCode !== 0 || there.is !== 'file') return undefined;
  return new TextDecoder().decode(there.bytes);
}
