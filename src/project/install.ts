import { byC8, c8Beside } from './by-c8.ts';
import { fileNameOf, pathIn } from './files.ts';
import { managerOf } from './managers.ts';
import { type Assumption, assumptions, type Command, type Project } from './project.ts';
import { runnerOf } from './runners.ts';
import { isOfSettings } from './settings.ts';
import type { Site } from './detect.ts';

/** What installs a folder's packages: exactly those of the lockfile, or the newest where there is none. */
export function installCommand({ folder, manager, lockfile, paths }: Site): Command | null {
  const { install, unlocked } = managerOf(manager);
  if (lockfile !== null) {
    const files = manager === 'pip' ? requirementFiles(folder, paths).flatMap((name) => ['-r', name]) : [];
    return { argv: [...install, ...files], folder, from: lockfile };
  }
  const [program, ...words] = unlocked;
  return program === undefined ? null : { argv: [program, ...words], folder, from: installsAlone };
}

/** Puts what tests are measured with beside packages that have nothing for it; null where that is not known. It may fail. */
export function measuringCommand({ manager, runners, install }: Project): Command | null {
  const isFromOutside = runners.some(({ name }) => runnerOf(name).coverage.includes(byC8));
  if (install === null || manager !== 'npm' || !isFromOutside || isOfSettings(install)) return null;
  return { argv: ['sh', '-c', c8Beside], folder: install.folder, from: 'c8' };
}

/** Where an installation comes from that has no lockfile. */
export const installsAlone = 'the manifest alone';

/** requirements.txt, and those beside it for tests and development. */
export function requirementFiles(folder: string, paths: readonly string[]): readonly string[] {
  const names = [
    'requirements.txt',
    ...['dev', 'test', 'tests'].flatMap((use) => [
      `requirements-${use}.txt`,
      `requirements_${use}.txt`,
      `${use}-requirements.txt`,
    ]),
  ];
  return names.filter((name) => paths.includes(pathIn(folder, name)));
}

/** What is taken for granted of an installation. */
export function installAssumptions(site: Site, command: Command | null): readonly Assumption[] {
  return assumptions('install', installSentences(site, command));
}

function installSentences({ lockfile, folder }: Site, command: Command | null): readonly string[] {
  const where = folder === '' ? 'The repository' : folder;
  if (command === null)
    return [`${where} has no lockfile, and its package manager does not install without one.`];
  if (lockfile === null) return [`${where} has no lockfile: the newest versions that fit are installed.`];
  return fileNameOf(lockfile) === 'requirements.txt'
    ? [`${where} is installed from its requirements files as they are: they may leave versions open.`]
    : [];
}
