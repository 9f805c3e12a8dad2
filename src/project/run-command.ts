import type { EnvironmentName, SandboxResult, SandboxSession } from '../ports/sandbox.ts';
import { besidePrograms } from './by-c8.ts';
import { foldersUp } from './files.ts';
import { cleanMessage } from './test-result.ts';

export interface CommandOrder {
  readonly argv: readonly string[];
  readonly folder: string;
  readonly env?: Readonly<Partial<Record<EnvironmentName, string>>>;
  /** Where what it prints goes instead of to us: a full path, and whether its errors go there, too. */
  readonly into?: { readonly path: string; readonly isWithErrors: boolean };
  readonly timeMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Runs a command of a project as its scripts would: programs that its packages bring along are found before others. */
export async function runCommand(session: SandboxSession, order: CommandOrder): Promise<SandboxResult> {
  const { argv, folder, env = {}, into, timeMs, signal } = order;
  const redirection = into === undefined ? '' : ` >"$into"${into.isWithErrors ? ' 2>&1' : ''}`;
  const script = `PATH="$1:$PATH"; export PATH; into=$2; shift 2; exec "$@"${redirection}`;
  return session.run({
    argv: [
      'sh',
      '-c',
      script,
      'sh',
      programFolders(session.root, folder).join(':'),
      into?.path ?? '',
      ...argv,
    ],
    cwd: folder === '' ? '.' : folder,
    env,
    ...(timeMs !== undefined && { timeMs }),
    signal,
  });
}

/** Where packages put their programs, in the folder and those above it. */
function programFolders(root: string, folder: string): readonly string[] {
  return foldersUp(folder).flatMap((at) =>
    ['node_modules/.bin', '.venv/bin', 'vendor/bin', besidePrograms].map((name) =>
      [root, at, name].filter(Boolean).join('/'),
    ),
  );
}

/** The beginning and the end of what a command printed, errors last. */
export function printed({ stdout, stderr }: SandboxResult): string {
  return [stdout, stderr]
    .map(({ text }) => cleanMessage(shortened(text)))
    .filter(Boolean)
    .join('\n');
}

const mostPrinted = 1_500;

function shortened(text: string): string {
  if (text.length <= 2 * mostPrinted) return text;
  return `${text.slice(0, mostPrinted)}\n[...]\n${text.slice(-mostPrinted)}`;
}
