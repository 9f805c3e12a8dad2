import { fileNameOf } from './files.ts';
import { listPackages } from './python-packages.ts';
import type { Ecosystem } from './runner.ts';

/** A package manager: how it is recognised, and how it installs what the lockfile says and nothing else. */
export interface Manager {
  readonly ecosystem: Ecosystem;
  readonly tools: readonly string[];
  readonly lockfiles: readonly string[];
  /** What tells it from another one with the same lockfile. */
  readonly lockfileText?: RegExp;
  /** In place of a lockfile, less surely. */
  readonly manifests: readonly string[];
  readonly install: readonly [string, ...string[]];
  /** Where there is no lockfile: newest versions that fit. Empty where it cannot. */
  readonly unlocked: readonly string[];
  /** Taken away where the repository may run its scripts while it is installed. */
  readonly scriptsOff: readonly string[];
  /** What runs a script of the manifest; empty where there are none. */
  readonly script: readonly string[];
}

const none = { unlocked: [], scriptsOff: [], script: [], manifests: [] } as const;

/**
 * An environment without a pip of its own: some systems have pip, but not what would copy it. Isolated, or Python would import what a
 * repository calls like a module of its own.
 */
const venv = 'python3 -I -m venv --without-pip --system-site-packages .venv && ';
const pip = 'python3 -I -m pip --python .venv/bin/python install --disable-pip-version-check --no-input';
/** What tests are measured with, where it is to be had; it needs nothing else. */
const measuring = `{ ${pip} coverage || true; }`;

/** Every package manager that is known; of two that fit a folder, the first counts. */
export const managers = {
  pnpm: {
    ...none,
    ecosystem: 'node',
    tools: ['node', 'pnpm'],
    lockfiles: ['pnpm-lock.yaml'],
    install: ['pnpm', 'install', '--frozen-lockfile', '--ignore-scripts'],
    scriptsOff: ['--ignore-scripts'],
    script: ['pnpm', 'run'],
  },
  bun: {
    ...none,
    ecosystem: 'node',
    tools: ['node', 'bun'],
    lockfiles: ['bun.lock', 'bun.lockb'],
    install: ['bun', 'install', '--frozen-lockfile', '--ignore-scripts'],
    scriptsOff: ['--ignore-scripts'],
    script: ['bun', 'run'],
  },
  'yarn berry': {
    ...none,
    ecosystem: 'node',
    tools: ['node', 'yarn'],
    lockfiles: ['yarn.lock'],
    lockfileText: /^__metadata:/m,
    install: ['yarn', 'install', '--immutable', '--mode=skip-build'],
    scriptsOff: ['--mode=skip-build'],
    script: ['yarn', 'run'],
  },
  yarn: {
    ...none,
    ecosystem: 'node',
    tools: ['node', 'yarn'],
    lockfiles: ['yarn.lock'],
    install: ['yarn', 'install', '--frozen-lockfile', '--non-interactive', '--ignore-scripts'],
    scriptsOff: ['--ignore-scripts'],
    script: ['yarn', 'run'],
  },
  npm: {
    ...none,
    ecosystem: 'node',
    tools: ['node', 'npm'],
    lockfiles: ['package-lock.json', 'npm-shrinkwrap.json'],
    manifests: ['package.json'],
    install: ['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts'],
    unlocked: ['npm', 'install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'],
    scriptsOff: ['--ignore-scripts'],
    script: ['npm', 'run', '--silent'],
  },
  uv: {
    ...none,
    ecosystem: 'python',
    tools: ['python3', 'uv'],
    lockfiles: ['uv.lock'],
    install: ['uv', 'sync', '--frozen', '--all-groups', '--no-install-project', '--no-build'],
    scriptsOff: ['--no-build'],
  },
  poetry: {
    ...none,
    ecosystem: 'python',
    tools: ['python3', 'poetry'],
    lockfiles: ['poetry.lock'],
    install: [
      'env',
      'POETRY_VIRTUALENVS_IN_PROJECT=true',
      'POETRY_INSTALLER_ONLY_BINARY=:all:',
      'poetry',
      'install',
      '--no-interaction',
      '--no-root',
      '--all-groups',
    ],
    scriptsOff: ['POETRY_INSTALLER_ONLY_BINARY=:all:'],
  },
  pipenv: {
    ...none,
    ecosystem: 'python',
    tools: ['python3', 'pipenv'],
    lockfiles: ['Pipfile.lock'],
    install: ['env', 'PIPENV_VENV_IN_PROJECT=1', 'PIP_ONLY_BINARY=:all:', 'pipenv', 'sync', '--dev'],
    scriptsOff: ['PIP_ONLY_BINARY=:all:'],
  },
  pip: {
    ...none,
    ecosystem: 'python',
    tools: ['python3'],
    lockfiles: ['requirements.txt'],
    manifests: ['pyproject.toml', 'setup.py', 'setup.cfg'],
    install: ['env', 'PIP_ONLY_BINARY=:all:', 'sh', '-c', `${venv}${pip} "$@" && ${measuring}`, 'sh'],
    unlocked: [
      'env',
      'PIP_ONLY_BINARY=:all:',
      'sh',
      '-c',
      `${venv}.venv/bin/python -I -c '${listPackages}' >.venv/wanted.txt && ${pip} -r .venv/wanted.txt && ${measuring}`,
    ],
    scriptsOff: ['PIP_ONLY_BINARY=:all:'],
  },
  go: {
    ...none,
    ecosystem: 'go',
    tools: ['go'],
    lockfiles: ['go.sum'],
    manifests: ['go.mod'],
    install: ['go', 'mod', 'vendor'],
    unlocked: ['go', 'mod', 'vendor'],
  },
  cargo: {
    ...none,
    ecosystem: 'rust',
    tools: ['cargo', 'rustc'],
    lockfiles: ['Cargo.lock'],
    manifests: ['Cargo.toml'],
    install: ['env', 'CARGO_HOME=.cargo-home', 'cargo', 'fetch', '--locked'],
    unlocked: ['env', 'CARGO_HOME=.cargo-home', 'cargo', 'fetch'],
  },
  maven: {
    ...none,
    ecosystem: 'java',
    tools: ['java', 'mvn'],
    lockfiles: [],
    manifests: ['pom.xml'],
    install: ['mvn', '--batch-mode', '-Dmaven.repo.local=.m2', 'dependency:go-offline'],
    unlocked: ['mvn', '--batch-mode', '-Dmaven.repo.local=.m2', 'dependency:go-offline'],
  },
  gradle: {
    ...none,
    ecosystem: 'java',
    tools: ['java', 'gradle'],
    lockfiles: ['gradle.lockfile'],
    manifests: ['build.gradle', 'build.gradle.kts'],
    install: ['gradle', '--no-daemon', '--gradle-user-home=.gradle-home', 'dependencies'],
    unlocked: ['gradle', '--no-daemon', '--gradle-user-home=.gradle-home', 'dependencies'],
  },
  bundler: {
    ...none,
    ecosystem: 'ruby',
    tools: ['ruby', 'bundle'],
    lockfiles: ['Gemfile.lock'],
    manifests: ['Gemfile'],
    install: ['env', 'BUNDLE_FROZEN=true', 'BUNDLE_PATH=vendor/bundle', 'bundle', 'install'],
    unlocked: ['env', 'BUNDLE_PATH=vendor/bundle', 'bundle', 'install'],
  },
  composer: {
    ...none,
    ecosystem: 'php',
    tools: ['php', 'composer'],
    lockfiles: ['composer.lock'],
    manifests: ['composer.json'],
    install: ['composer', 'install', '--no-interaction', '--no-plugins', '--no-scripts'],
    unlocked: ['composer', 'install', '--no-interaction', '--no-plugins', '--no-scripts'],
    scriptsOff: ['--no-scripts', '--no-plugins'],
  },
} as const satisfies Readonly<Record<string, Manager>>;

export type ManagerName = keyof typeof managers;

export const managerNames: readonly ManagerName[] = [
  'pnpm',
  'bun',
  'yarn berry',
  'yarn',
  'npm',
  'uv',
  'poetry',
  'pipenv',
  'pip',
  'go',
  'cargo',
  'maven',
  'gradle',
  'bundler',
  'composer',
];

export function managerOf(name: ManagerName): Manager {
  return managers[name];
}

const markers: ReadonlySet<string> = new Set(
  managerNames.flatMap((name) => [...managers[name].lockfiles, ...managers[name].manifests]),
);

/** Whether a file is a manifest or a lockfile of some manager. */
export function isMarker(path: string): boolean {
  return markers.has(fileNameOf(path)) || fileNameOf(path) === 'package.json';
}
