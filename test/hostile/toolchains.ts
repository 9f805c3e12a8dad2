import type { Attack } from './attack.ts';
import { triggered } from './configuration.ts';
import { launchers } from './payload.ts';

const python = `${launchers.python}\n`;
const pytest = ['python3', '-B', '-m', 'pytest', '-q', '-p', 'no:cacheprovider'] as const;
const passing = 'def test_passes():\n    pass\n';

/** Files that run code by way of what languages bring along. */
export const toolchainFiles: readonly Attack[] = [
  triggered({
    name: 'a conftest.py',
    needs: ['pytest'],
    files: { 'conftest.py': python, 'test_a.py': passing },
    argv: pytest,
  }),
  triggered({
    name: 'a pytest.ini that loads a plugin of the repository',
    needs: ['pytest'],
    files: { 'pytest.ini': '[pytest]\naddopts = -p own\n', 'own.py': python, 'test_a.py': passing },
    argv: pytest,
  }),
  triggered({
    name: 'a module of the repository with the name of one that Python brings along',
    needs: ['python3'],
    files: { 'csv.py': python, 'test_a.py': 'import csv\n' },
    argv: ['python3', '-B', '-m', 'unittest', 'test_a'],
  }),
  triggered({
    name: 'a sitecustomize.py, found by way of PYTHONPATH',
    needs: ['python3'],
    files: { 'sitecustomize.py': python },
    argv: ['python3', '-B', '-c', ''],
    env: { PYTHONPATH: '.' },
  }),
  triggered({
    name: 'a usercustomize.py that an earlier command has put into the home',
    needs: ['python3'],
    files: {
      'plant.sh': `site=$(python3 -c 'import site; print(site.getusersitepackages())')
mkdir -p "$site" && cp own.py "$site/usercustomize.py" && exec python3 -B -c ''
`,
      'own.py': python,
    },
    argv: ['sh', 'plant.sh'],
  }),
  triggered({
    name: 'a setup.py',
    needs: ['setuptools'],
    files: { 'setup.py': `${python}from setuptools import setup\nsetup(name='own')\n` },
    argv: ['python3', '-B', 'setup.py', '--version'],
  }),
  triggered({
    name: 'a .pylintrc whose init-hook is code',
    needs: ['pylint'],
    files: {
      '.pylintrc': `[MASTER]\ninit-hook=${launchers.python.replace('\n', '; ')}\n`,
      'a.py': 'A = 1\n',
    },
    argv: ['pylint', 'a.py'],
  }),
  triggered({
    name: 'a Makefile, even where nothing is to be made',
    needs: ['make'],
    files: { Makefile: 'X := $(shell sh payload.sh)\nall:\n\ttrue\n' },
    argv: ['make', '--dry-run'],
  }),
  triggered({
    name: 'a .rubocop.yml that loads a file of the repository',
    needs: ['rubocop'],
    files: {
      '.rubocop.yml': 'require: ./own.rb\n',
      'own.rb': "system('sh payload.sh')\n",
      'a.rb': 'a = 1\n',
    },
    argv: ['rubocop', 'a.rb'],
  }),
  triggered({
    name: 'a Rakefile',
    needs: ['ruby'],
    files: { Rakefile: "system('sh payload.sh')\ntask :default\n" },
    argv: ['ruby', '-S', 'rake'],
  }),
  triggered({
    name: 'a build.gradle',
    needs: ['gradle'],
    files: { 'build.gradle': "['sh', 'payload.sh'].execute().waitFor()\n" },
    argv: ['gradle', '--offline', 'tasks'],
  }),
  triggered({
    name: 'a jvm.config of Maven that loads an agent',
    needs: ['maven'],
    files: { '.mvn/jvm.config': '-XX:OnError=sh\\ payload.sh\n', 'pom.xml': '<project/>\n' },
    argv: ['mvn', '--offline', 'validate'],
  }),
  triggered({
    name: 'a build.rs',
    needs: ['cargo'],
    files: {
      'Cargo.toml': '[package]\nname = "own"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': '',
      'build.rs': 'fn main() { std::process::Command::new("sh").arg("payload.sh").status().unwrap(); }\n',
    },
    argv: ['cargo', 'check', '--offline'],
  }),
  triggered({
    name: 'a .cargo/config.toml that names another compiler',
    needs: ['cargo'],
    files: {
      'Cargo.toml': '[package]\nname = "own"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/lib.rs': '',
      '.cargo/config.toml': '[build]\nrustc-wrapper = "./wrap.sh"\n',
      'wrap.sh': '#!/bin/sh\nsh payload.sh >&2\nexec "$@"\n',
    },
    argv: ['sh', '-c', 'chmod +x wrap.sh && cargo check --offline'],
  }),
];

const npm = ['npm', '--offline', '--no-audit', '--no-fund', '--no-update-notifier'] as const;

/** What npm and Node run besides what they are asked for. */
export const packageFiles: readonly Attack[] = [
  ...['preinstall', 'install', 'postinstall', 'prepare'].map((script) =>
    triggered({
      name: `the ${script} script of package.json, where such scripts are allowed`,
      class: 'packages run code',
      needs: ['npm'],
      files: { 'package.json': manifest({ [script]: 'sh payload.sh' }) },
      argv: [...npm, 'install'],
    }),
  ),
  triggered({
    name: 'the pretest script of package.json',
    class: 'packages run code',
    needs: ['npm'],
    files: { 'package.json': manifest({ pretest: 'sh payload.sh', test: 'true' }) },
    argv: [...npm, 'test'],
  }),
  triggered({
    name: 'an .npmrc that names another shell for scripts',
    class: 'packages run code',
    needs: ['npm'],
    files: {
      'package.json': manifest({ test: 'true' }),
      '.npmrc': 'script-shell=./shell.sh\n',
      'shell.sh': shell(),
    },
    argv: ['sh', '-c', `chmod +x shell.sh && exec ${npm.join(' ')} test`],
  }),
  triggered({
    name: 'an .npmrc that has Node load a file first',
    class: 'packages run code',
    needs: ['npm'],
    files: {
      'package.json': manifest({ test: 'node -p 1' }),
      '.npmrc': 'node-options=--require=./own.cjs\n',
      'own.cjs': launchers.node,
    },
    argv: [...npm, 'test'],
  }),
  triggered({
    name: 'NODE_OPTIONS in a .env file',
    class: 'packages run code',
    needs: ['node'],
    files: { '.env': 'NODE_OPTIONS=--require=./own.cjs\n', 'own.cjs': launchers.node, 'a.mjs': '' },
    argv: ['node', '--env-file=.env', '-e', "child_process.execFileSync(process.execPath, ['a.mjs'])"],
  }),
  triggered({
    name: 'NODE_OPTIONS from the settings of a repository',
    class: 'packages run code',
    needs: ['node'],
    files: { 'own.cjs': launchers.node, 'a.mjs': '' },
    argv: ['node', 'a.mjs'],
    env: { NODE_OPTIONS: '--require=./own.cjs' },
  }),
];

function manifest(scripts: object): string {
  return JSON.stringify({ name: 'own', version: '1.0.0', scripts });
}

function shell(): string {
  return '#!/bin/sh\nsh payload.sh\nexec /bin/sh "$@"\n';
}
