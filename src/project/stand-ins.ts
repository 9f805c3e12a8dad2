import { z } from 'zod';
import { parsedJson } from '../checks/parsed-json.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { type Detection, detectProjects } from './detect.ts';
import { pathIn, type RepositoryFiles } from './files.ts';
import { managerOf, type ManagerName } from './managers.ts';
import type { Command, Project, ProjectSettings } from './project.ts';

/** How npm does the work of a package manager that this machine does not have. */
interface StandIn {
  /** From the words that the manager itself would be given. */
  readonly install: (words: Command['argv'], files: Pinned) => Command['argv'];
  /** What runs a script of the manifest. */
  readonly script: Command['argv'];
  readonly said: string;
}

/** What says which version of a manager a repository is made with. */
interface Pinned {
  readonly manifest: string;
  readonly lockfile: string;
}

const byNpm: StandIn = {
  // Scripts call yarn themselves: its first edition runs those of a project of the later ones as well.
  install: (words) => [
    'npm',
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    ...withoutScripts(words),
    'yarn@1',
  ],
  script: ['env', 'SKIP_YARN_COREPACK_CHECK=1', 'npm', 'run', '--silent'],
  said: 'This machine has no yarn: npm installed the packages, in the versions of yarn.lock as far as it can read that.',
};

const standIns: Readonly<Partial<Record<ManagerName, StandIn>>> = {
  pnpm: {
    install: (words, files) => [
      'npm',
      'exec',
      '--yes',
      ...withoutScripts(words),
      `--package=pnpm@${pnpmVersion(files)}`,
      '--',
      ...words,
    ],
    script: ['npm', 'run', '--silent'],
    said: 'This machine has no pnpm: npm fetched it to install the packages.',
  },
  yarn: byNpm,
  'yarn berry': byNpm,
};

/** npm's word for it, where the manager itself is told to run no scripts. */
function withoutScripts(words: Command['argv']): readonly string[] {
  return words.some((word) => scriptsOff.has(word)) ? ['--ignore-scripts'] : [];
}

const scriptsOff: ReadonlySet<string> = new Set(
  (['pnpm', 'yarn', 'yarn berry'] as const).flatMap((name) => managerOf(name).scriptsOff),
);

/** As `detectProjects` on a machine that may lack a package manager: where npm can stand in for one, the projects are npm's to install. */
export async function detectHere(
  files: RepositoryFiles,
  settings: ProjectSettings | undefined,
  sandbox: Pick<Sandbox, 'missing'>,
): Promise<Detection> {
  const detection = await detectProjects(files, settings);
  const missing = new Set(
    await sandbox.missing([...new Set(detection.projects.flatMap(({ tools }) => tools))]),
  );
  const projects: Project[] = [];
  const said = new Set<string>();
  for (const project of detection.projects) {
    const lacking = project.tools.find((tool) => missing.has(tool));
    const standIn = lacking === undefined ? undefined : standIns[project.manager];
    const isOwn = project.install?.argv[0] === lacking;
    if (lacking === undefined || standIn === undefined || !isOwn) projects.push(project);
    else {
      projects.push(await standingIn(standIn, lacking, project, files));
      said.add(standIn.said);
    }
  }
  return { ...detection, projects, assumed: [...detection.assumed, ...said] };
}

async function standingIn(
  { install: by, script }: StandIn,
  lacking: string,
  project: Project,
  files: RepositoryFiles,
): Promise<Project> {
  const { install, tools, build, lint, types } = project;
  function scriptBy(command: Command | null): Command | null {
    const [program, run, ...words] = command?.argv ?? [];
    if (command === null || program !== lacking || run !== 'run') return command;
    return { ...command, argv: [...script, ...words] };
  }
  return {
    ...project,
    tools: [...new Set(tools.map((tool) => (tool === lacking ? 'npm' : tool)))],
    install: install && { ...install, argv: by(install.argv, await pinned(install, files)) },
    script,
    build: scriptBy(build),
    lint: scriptBy(lint),
    types: scriptBy(types),
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
