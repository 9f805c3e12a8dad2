import { z } from 'zod';
import { parsedJson } from '../checks/parsed-json.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { type Detection, detectProjects } from './detect.ts';
import { pathIn, type RepositoryFiles } from './files.ts';
import { installsAlone } from './install.ts';
import { managerOf, type ManagerName } from './managers.ts';
import type { Command, Project, ProjectSettings } from './project.ts';

/** How another package manager does the work of one that this machine does not have. */
interface StandIn {
  /** What it needs in place of the one that is not there. */
  readonly tool: string;
  /** Where packages then are what that one makes of them, and not what the missing one would. */
  readonly manager?: ManagerName;
  /** From the command that the manager itself would be given. */
  readonly install: (command: Command, files: Pinned) => Command;
  /** What runs a script of the manifest; empty where there are none. */
  readonly script: readonly string[];
  readonly said: string;
}

/** What says which version of a manager a repository is made with. */
interface Pinned {
  readonly manifest: string;
  readonly lockfile: string;
}

const npm = ['npm', 'run', '--silent'] as const;
const quietly = ['--no-save', '--no-audit', '--no-fund'] as const;

/** Scripts call yarn themselves: its first edition runs those of a project of the later ones as well. */
const yarn: StandIn = {
  tool: 'npm',
  install: (command) => ({
    ...command,
    argv: ['npm', 'install', ...quietly, ...withoutScripts(command), 'yarn@1'],
  }),
  script: ['env', 'SKIP_YARN_COREPACK_CHECK=1', ...npm],
  said: 'This machine has no yarn: npm installed the packages, in the versions of yarn.lock as far as it can read that.',
};

const standIns: Readonly<Partial<Record<ManagerName, StandIn>>> = {
  pnpm: {
    tool: 'npm',
    install: (command, files) => {
      const fetched = ['exec', '--yes', ...withoutScripts(command), `--package=pnpm@${pnpmVersion(files)}`];
      return { ...command, argv: ['npm', ...fetched, '--', ...command.argv] };
    },
    script: npm,
    said: 'This machine has no pnpm: npm fetched it to install the packages.',
  },
  yarn,
  'yarn berry': yarn,
  uv: {
    tool: 'python3',
    manager: 'pip',
    install: ({ argv, folder }) => {
      const { unlocked, scriptsOff } = managerOf('pip');
      const isBuilding = !argv.includes('--no-build');
      const [program = 'env', ...words] = unlocked.filter(
        (word) => !isBuilding || !scriptsOff.includes(word),
      );
      return { argv: [program, ...words], folder, from: installsAlone };
    },
    script: [],
    said: 'This machine has no uv: pip installed the newest versions that fit, whatever uv.lock says.',
  },
};

/** npm's word for it, where the manager itself is told to run no scripts. */
function withoutScripts({ argv }: Command): readonly string[] {
  return argv.some((word) => scriptsOff.has(word)) ? ['--ignore-scripts'] : [];
}

const scriptsOff: ReadonlySet<string> = new Set(
  (['pnpm', 'yarn', 'yarn berry'] as const).flatMap((name) => managerOf(name).scriptsOff),
);

/** As `detectProjects` on a machine that may lack a package manager: where another one can stand in for it, that one installs. */
export async function detectHere(
  files: RepositoryFiles,
  settings: ProjectSettings | undefined,
  sandbox: Pick<Sandbox, 'missing'>,
): Promise<Detection> {
  const detection = await detectProjects(files, settings);
  const tools = new Set(detection.projects.flatMap((project) => project.tools));
  const missing = new Set(await sandbox.missing([...tools]));
  const projects = detection.projects.map(async (project) => {
    const lacking = project.tools.find((tool) => missing.has(tool));
    const standIn = standIns[project.manager];
    const isOwn = lacking !== undefined && project.install?.argv[0] === lacking;
    return isOwn && standIn !== undefined ? standingIn(standIn, lacking, project, files) : project;
  });
  return { ...detection, projects: await Promise.all(projects) };
}

async function standingIn(
  { tool, manager, install: by, script, said }: StandIn,
  lacking: string,
  project: Project,
  files: RepositoryFiles,
): Promise<Project> {
  const { install, tools, build, lint, types } = project;
  function scriptBy(command: Command | null): Command | null {
    const [program, run, ...words] = command?.argv ?? [];
    if (command === null || program !== lacking || run !== 'run') return command;
    const [runner, ...rest] = script;
    return runner === undefined ? command : { ...command, argv: [runner, ...rest, ...words] };
  }
  return {
    ...project,
    manager: manager ?? project.manager,
    tools: [...new Set(tools.map((each) => (each === lacking ? tool : each)))],
    script,
    install: install && by(install, await pinned(install, files)),
    build: scriptBy(build),
    lint: scriptBy(lint),
    types: scriptBy(types),
    assumed: [...project.assumed, { of: 'install', text: said }],
  };
}

async function pinned({ folder, from }: Command, files: RepositoryFiles): Promise<Pinned> {
  const [manifest = '', lockfile = ''] = await Promise.all(
    [pathIn(folder, 'package.json'), from].map((path) => files.read(path)),
  );
  return { manifest, lockfile };
}

const Manifest = z.object({ packageManager: z.string() });

/** The one that the manifest names, or one that writes such a lockfile (pnpm.io, 'Lockfile version'). */
function pnpmVersion({ manifest, lockfile }: Pinned): string {
  const named = Manifest.safeParse(parsedJson(manifest)).data?.packageManager;
  const version = /^pnpm@(\d+\.\d+\.\d+)/.exec(named ?? '')?.[1];
  const written = /^lockfileVersion: '?(\d+)/m.exec(lockfile.slice(0, 1_000))?.[1];
  return version ?? { 5: '7', 6: '8', 9: '10' }[written ?? ''] ?? 'latest';
}
