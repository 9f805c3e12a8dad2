import type { EnvironmentName } from '../../src/ports/sandbox.ts';
import type { Attack, AttackClass } from './attack.ts';
import { orderFor, linkPackages } from './needs.ts';
import { hasRun, launchers, payload } from './payload.ts';
import type { Argv } from './place.ts';

/** A file of a repository that runs code when a usual command is given. */
interface Trigger {
  readonly name: string;
  readonly class?: AttackClass;
  readonly needs: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly argv: Argv;
  readonly input?: string;
  readonly env?: Partial<Record<EnvironmentName, string>>;
}

/** The payload is the same for all: what differs is how it gets to run. */
export function triggered(trigger: Trigger): Attack {
  const { name, needs, files, argv, input = '', env = {} } = trigger;
  return {
    name,
    class: trigger.class ?? 'configuration runs code',
    needs,
    build: (place, form) => place.write({ ...files, ...payload(place, form) }),
    tame: async (place) => {
      await linkPackages(needs, place);
      return place.runTamely({ argv, cwd: place.tree, input, env });
    },
    held: async (place) =>
      hasRun(place, await place.run(argv, { order: orderFor(needs, place), command: { input, env } })),
    harm: ['writes', 'reads'],
    ended: 'exited',
  };
}

const test = "test('passes', () => {});\n";

/** Vite writes into the nearest folder of packages, and those that are shown cannot be written. */
const scratch = { 'app/node_modules/.keep': '' };

/** Tools that are packages: they are installed by version before. */
export const packagedTools: readonly Attack[] = [
  triggered({
    name: 'an eslint.config.js that starts a program',
    needs: ['eslint'],
    files: { 'eslint.config.js': `${launchers.node}\nmodule.exports = [];\n`, 'a.js': 'let a;\n' },
    argv: ['node', 'node_modules/eslint/bin/eslint.js', 'a.js'],
  }),
  triggered({
    name: 'an ESLint plugin that lies in the repository',
    needs: ['eslint'],
    files: {
      'eslint.config.js':
        "module.exports = [{ plugins: { own: require('./rules') }, rules: { 'own/r': 2 } }];\n",
      'rules.js': `module.exports = { rules: { r: { create() { ${launchers.node} return {}; } } } };\n`,
      'a.js': 'let a;\n',
    },
    argv: ['node', 'node_modules/eslint/bin/eslint.js', 'a.js'],
  }),
  triggered({
    name: 'a jest.config.js that starts a program',
    needs: ['jest'],
    files: { 'jest.config.js': `${launchers.node}\nmodule.exports = {};\n`, 'a.test.js': test },
    argv: ['node', 'node_modules/jest/bin/jest.js'],
  }),
  triggered({
    name: 'a globalSetup in package.json that Jest runs before all tests',
    needs: ['jest'],
    files: {
      'package.json': '{ "jest": { "globalSetup": "./before.js" } }',
      'before.js': `module.exports = () => { ${launchers.node} };\n`,
      'a.test.js': test,
    },
    argv: ['node', 'node_modules/jest/bin/jest.js'],
  }),
  triggered({
    name: 'a vitest.config.js that starts a program',
    needs: ['vitest', 'vite'],
    files: {
      ...scratch,
      'app/vitest.config.mjs': `${launchers.module}\nexport default {};\n`,
      'app/a.test.mjs': `import { test } from 'vitest';\n${test}`,
    },
    argv: ['node', 'node_modules/vitest/vitest.mjs', 'run', '--root', 'app'],
  }),
  triggered({
    name: 'a vite.config.js that starts a program',
    needs: ['vite'],
    files: {
      ...scratch,
      'app/vite.config.mjs': `${launchers.module}\nexport default {};\n`,
      'app/index.html': '<p>hello</p>\n',
    },
    argv: ['node', 'node_modules/vite/bin/vite.js', 'build', 'app'],
  }),
  triggered({
    name: 'a .mocharc.cjs that starts a program',
    needs: ['mocha'],
    files: {
      '.mocharc.cjs': `${launchers.node}\nmodule.exports = { spec: ['a.test.cjs'] };\n`,
      'a.test.cjs': '',
    },
    argv: ['node', 'node_modules/mocha/bin/mocha.js'],
  }),
  triggered({
    name: 'a babel.config.js that starts a program',
    needs: ['@babel/core', '@babel/cli'],
    files: { 'babel.config.cjs': `${launchers.node}\nmodule.exports = {};\n`, 'a.js': 'let a;\n' },
    argv: ['node', 'node_modules/@babel/cli/bin/babel.js', 'a.js'],
  }),
  triggered({
    name: 'a plugin of tsconfig.json that an editor service loads',
    needs: ['typescript'],
    files: {
      'app/tsconfig.json': '{ "compilerOptions": { "plugins": [{ "name": "own" }] }, "files": ["a.ts"] }',
      'app/a.ts': 'export {};\n',
      'app/node_modules/own/index.js': `module.exports = () => { ${launchers.node} return { create: ({ languageService }) => languageService }; };\n`,
    },
    argv: ['node', 'node_modules/typescript/lib/tsserver.js', '--allowLocalPluginLoads'],
    input: '{"seq":1,"type":"request","command":"open","arguments":{"file":"app/a.ts"}}\n',
  }),
];
