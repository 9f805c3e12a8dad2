import type { Sandbox, SandboxLimits, SandboxResult, SandboxSession } from '../ports/sandbox.ts';
import { commandText } from './command-line.ts';
import { endingText } from './ending.ts';
import { measuringCommand } from './install.ts';
import { installationKey, installationOf, installedFolders } from './installation.ts';
import type { Command, Project } from './project.ts';
import { printed, runCommand } from './run-command.ts';
import { settingsFile } from './settings.ts';

export type Prepared =
  | {
      readonly is: 'prepared';
      readonly command: string;
      /** Whether what was installed before was taken. */
      readonly isKept: boolean;
      /** Folders of packages in the tree; some of them may not be there. */
      readonly installed: readonly string[];
    }
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

/**
 * Installs what a project depends on, in a sandbox that reaches package registries and nothing else, and is gone afterwards; or takes
 * what was installed before for a project that would be installed alike.
 */
export async function prepare(sandbox: Sandbox, order: PreparationOrder): Promise<Prepared> {
  const { project } = order;
  const { install } = project;
  if (install === null) return notPrepared('', 'There is no lockfile, and nothing else to install from.');
  const place: Place = { sandbox, order, install };
  const command = knownAs(project, install);
  await using session = await openAt(place, order.tree);
  const missing = project.tools.filter((tool) => session.missingTools.includes(tool));
  if (missing.length > 0) return notPrepared(command, `This machine has no ${missing.join(' and no ')}.`);
  const installed = installedFolders(project);
  const given = await givenInstallation(place, session);
  if (given !== 'not-given') return { is: 'prepared', command, isKept: given === 'kept', installed };
  const result = await installIn(session, place);
  if (hasWorked(result)) return { is: 'prepared', command, isKept: false, installed };
  const because = `\`${command.split(' ')[0]}\` ${endingText(result.ended)}.`;
  return notPrepared(command, because, printed(result));
}

/** A script of ours is as long as it is strange to whoever reads of it: it is the package manager's. */
function knownAs({ manager }: Project, { argv, from }: Command): string {
  const isOurs = argv.includes('-c') && !from.startsWith(settingsFile);
  return isOurs ? manager : commandText(argv);
}

interface Place {
  readonly sandbox: Sandbox;
  readonly order: PreparationOrder;
  readonly install: Command;
}

function openAt({ sandbox, order: { project, limits } }: Place, tree: string): Promise<SandboxSession> {
  return sandbox.open({ tree, tools: project.tools, network: 'registries', ...(limits && { limits }) });
}

async function installIn(session: SandboxSession, { install, order: { project, signal } }: Place) {
  const env = { CI: 'true' } as const;
  const result = await runCommand(session, { ...install, env, signal });
  const measuring = measuringCommand(project);
  if (measuring !== null && hasWorked(result))
    await runCommand(session, { ...measuring, env, timeMs: mostMeasuringMs, signal });
  return result;
}

const mostMeasuringMs = 60_000;

function hasWorked({ ended }: SandboxResult): boolean {
  return ended.is === 'exited' && ended.exitCode === 0;
}

/** Made apart from the tree, so that nothing has a say in it but what its key is made of. */
async function givenInstallation(place: Place, session: SandboxSession) {
  const { sandbox, order } = place;
  if (sandbox.installs === null) return 'not-given';
  const installation = await installationOf(order.project, (path) => textIn(session, path));
  if (installation === undefined) return 'not-given';
  return await sandbox.installs.give({
    ...installation,
    tree: order.tree,
    key: installationKey(order.project, installation, await sandbox.surroundings(order.project.tools)),
    install: async (tree) => {
      await using apart = await openAt(place, tree);
      return hasWorked(await installIn(apart, place));
    },
    signal: order.signal,
  });
}

/** The largest file that counts among those that decide. Lockfiles of large repositories have several megabytes. */
const mostBytes = 30_000_000;

/** Null where there is no such file, undefined where it is none that can be taken. */
async function textIn(session: SandboxSession, path: string): Promise<string | null | undefined> {
  const there = await session.read(path, mostBytes);
  if (there.is === 'refused') return there.reason === 'absent' ? null : undefined;
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(there.bytes);
}

function notPrepared(command: string, because: string, output = ''): Prepared {
  return { is: 'not-prepared', command, because, output };
}
