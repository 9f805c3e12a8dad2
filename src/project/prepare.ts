import { createHash } from 'node:crypto';
import type { Sandbox, SandboxLimits, SandboxOrder } from '../ports/sandbox.ts';
import { commandText } from './command-line.ts';
import { endingText } from './ending.ts';
import type { RepositoryFiles } from './files.ts';
import type { Project } from './project.ts';
import { printed, runCommand } from './run-command.ts';

export type Prepared =
  | { readonly is: 'prepared'; readonly command: string; readonly ms: number }
  /** `because` is a sentence; `output` what the package manager said last. */
  | {
      readonly is: 'not-prepared';
      readonly command: string;
      readonly because: string;
      readonly output: string;
    };

export interface PreparationOrder {
  /** A folder with the repository in it, where packages are put, too. */
  readonly tree: string;
  readonly project: Project;
  readonly limits?: Partial<SandboxLimits>;
  readonly signal?: AbortSignal | undefined;
}

/** Installs what a project depends on, in a sandbox that reaches package registries and nothing else, and is gone afterwards. */
export async function prepare(sandbox: Sandbox, order: PreparationOrder): Promise<Prepared> {
  const { install, tools } = order.project;
  if (install === null) return notPrepared('', 'There is no lockfile, and nothing else to install from.');
  const command = commandText(install.argv);
  await using session = await sandbox.open(orderOf(order, tools));
  const missing = tools.filter((tool) => session.missingTools.includes(tool));
  if (missing.length > 0) return notPrepared(command, `This machine has no ${missing.join(' and no ')}.`);
  const result = await runCommand(session, { ...install, env: { CI: 'true' }, signal: order.signal });
  const { ended, ms } = result;
  if (ended.is === 'exited' && ended.exitCode === 0) return { is: 'prepared', command, ms };
  return notPrepared(command, `\`${install.argv[0]}\` ${endingText(ended)}.`, printed(result));
}

function orderOf({ tree, limits }: PreparationOrder, tools: readonly string[]): SandboxOrder {
  return { tree, tools, network: 'registries', ...(limits && { limits }) };
}

function notPrepared(command: string, because: string, output = ''): Prepared {
  return { is: 'not-prepared', command, because, output };
}

/** The same for projects that would be installed alike: what is installed may be kept by it. */
export async function installationKey(
  { manager, install, locked }: Project,
  files: RepositoryFiles,
): Promise<string> {
  const contents = await Promise.all(locked.map(async (path) => [path, (await files.read(path)) ?? null]));
  return createHash('sha256')
    .update(JSON.stringify([manager, install, contents]))
    .digest('hex');
}
