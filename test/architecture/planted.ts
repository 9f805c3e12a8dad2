/** Files that break the law, by what they do, each with what is told of it. */
type Planted = Readonly<Record<string, readonly [path: string, text: string, fault: string]>>;

/** What each planted file does wrong, as it would be told. */
export const planted: Planted = {
  'core that looks up': [
    'src/core/run.ts',
    "import { openGit } from '../adapters/git/run.ts';",
    'src/core/run.ts:1: core may not import adapters/git',
  ],
  'core that reaches its ports': [
    'src/core/run.ts',
    "import type { Clock } from '../ports/clock.ts';",
    'src/core/run.ts:1: core may not import ports',
  ],
  'a text that takes from the worker': [
    'src/text/help.ts',
    "import { settle } from '../worker/settle.ts';",
    'src/text/help.ts:1: text may not import worker',
  ],
  'checks that take more than types of ports': [
    'src/checks/markdown.ts',
    "import { forge } from '../ports/forge.ts';",
    'src/checks/markdown.ts:1: checks may import only types of ports',
  ],
  'a command that imports another': [
    'src/commands/tests/command.ts',
    "import { review } from '../review/command.ts';",
    'src/commands/tests/command.ts:1: commands/tests may not import commands/review',
  ],
  'a command that knows the list': [
    'src/commands/help/command.ts',
    "import { commands } from '../index.ts';",
    'src/commands/help/command.ts:1: commands/help may not import commands/index.ts',
  ],
  'a command that takes an adapter': [
    'src/commands/review/command.ts',
    "import { shareMirrors } from '../../adapters/git/mirror.ts';",
    'src/commands/review/command.ts:1: commands/review may not import adapters/git',
  ],
  'a worker that knows a command': [
    'src/worker/work.ts',
    "import { review } from '../commands/review/command.ts';",
    'src/worker/work.ts:1: worker may not import commands/review',
  ],
  'an adapter that imports another': [
    'src/adapters/github/reader.ts',
    "import { openGit } from '../git/run.ts';",
    'src/adapters/github/reader.ts:1: adapters/github may not import adapters/git',
  ],
  'an adapter that takes more than types of intake': [
    'src/adapters/github/events.ts',
    "import { plan } from '../../intake/plan.ts';",
    'src/adapters/github/events.ts:1: adapters/github may import only types of intake',
  ],
  'an engine that turns back': [
    'src/engines/review/review.ts',
    "import { writeTests } from '../tests/tests.ts';",
    'src/engines/review/review.ts:1: engines/review may not import engines/tests',
  ],
  'a file that looks up to main': [
    'src/adapters/server/server.ts',
    "import { startPatchwright } from '../../main.ts';",
    'src/adapters/server/server.ts:1: adapters/server may not import main',
  ],
  'a file in no room': ['src/utils/strings.ts', '', 'src/utils/strings.ts: lies in no room of the house'],
  'an import of the playground': [
    'src/main.ts',
    "import { startGitHub } from '../playground/github/github.ts';",
    'src/main.ts:1: imports playground/github/github.ts: src/ stands without it',
  ],
  'an import of the tests': [
    'src/cli/doctor.ts',
    "export { World } from '../../test/world.ts';",
    'src/cli/doctor.ts:1: imports test/world.ts: src/ stands without it',
  ],
  'a package away from its home': [
    'src/engines/review/review.ts',
    "import OpenAI from 'openai';",
    'src/engines/review/review.ts:1: openai is at home in adapters/openai',
  ],
  'a part of a package away from its home': [
    'src/worker/work.ts',
    "import { sql } from 'drizzle-orm/pg-core';",
    'src/worker/work.ts:1: drizzle-orm is at home in adapters/database',
  ],
  'a package without a home': [
    'src/adapters/git/run.ts',
    "import { simpleGit } from 'simple-git';",
    'src/adapters/git/run.ts:1: simple-git has no home yet: give it one in test/architecture/rooms.ts',
  ],
  'a pure room that touches the machine': [
    'src/engines/review/review.ts',
    "import { readFile } from 'node:fs/promises';",
    'src/engines/review/review.ts:1: imports node:fs/promises: engines/review may have nothing of Node but createHash',
  ],
  'a pure room with a module of Node by its short name': [
    'src/core/run.ts',
    "import { spawn } from 'child_process';",
    'src/core/run.ts:1: imports node:child_process: core may have nothing of Node but createHash',
  ],
  'code that asks for a provider': [
    'src/adapters/openai/model.ts',
    "if (server.name === 'anthropic') send();",
    'src/adapters/openai/model.ts:1: names the provider anthropic: only adapters/openai/providers.ts does',
  ],
  'code that is for a provider': [
    'src/worker/work.ts',
    'call(isOllama);',
    'src/worker/work.ts:1: names the provider Ollama: only adapters/openai/providers.ts does',
  ],
  'a pure room that makes random ids': [
    'src/core/run.ts',
    "import { createHash, randomUUID } from 'node:crypto';",
    'src/core/run.ts:1: imports node:crypto: core may have nothing of Node but createHash',
  ],
};

/** The same forbidden thing, brought in by every way there is. */
export const ways: Record<string, string> = {
  import: "import { openGit } from '../adapters/git/run.ts';",
  'import of types': "import type { Git } from '../adapters/git/run.ts';",
  'import for its effects': "import '../adapters/git/run.ts';",
  'import of all': "import * as git from '../adapters/git/run.ts';",
  export: "export { openGit } from '../adapters/git/run.ts';",
  'export of all': "export * from '../adapters/git/run.ts';",
  'import at run time': "const git = await import('../adapters/git/run.ts');",
  'import at run time, in back-ticks': 'const git = await import(`../adapters/git/run.ts`);',
  'type of an import': "type Git = import('../adapters/git/run.ts').Git;",
  require: "const git = require('../adapters/git/run.ts');",
  'require, made by oneself':
    "import { createRequire } from 'node:module'; const load = createRequire(import.meta.url); load('../adapters/git/run.ts');",
};

/** Writing from elsewhere than deliver, in every way we could think of. */
export const writes: Planted = {
  'the type of the writer': [
    'src/worker/work.ts',
    "import type { Forge, ForgeWriter } from '../ports/forge.ts';",
    'src/worker/work.ts:1: imports ForgeWriter of src/ports/forge.ts: only worker/deliver.ts writes',
  ],
  'the type of the writer by another name': [
    'src/worker/work.ts',
    "import type { ForgeWriter as Forge } from '../ports/forge.ts';",
    'src/worker/work.ts:1: imports ForgeWriter of src/ports/forge.ts: only worker/deliver.ts writes',
  ],
  'the way to open one': [
    'src/commands/review/command.ts',
    "import type { OpenForgeWriter } from '../../ports/forge.ts';",
    'src/commands/review/command.ts:1: imports OpenForgeWriter of src/ports/forge.ts: only worker/deliver.ts writes',
  ],
  'the whole port': [
    'src/engines/review/review.ts',
    "import type * as forge from '../../ports/forge.ts';",
    'src/engines/review/review.ts:1: imports * of src/ports/forge.ts: only worker/deliver.ts writes',
  ],
  'the port as a type': [
    'src/engines/review/review.ts',
    "type Writer = import('../../ports/forge.ts').ForgeWriter;",
    'src/engines/review/review.ts:1: imports * of src/ports/forge.ts: only worker/deliver.ts writes',
  ],
  'the port passed on': [
    'src/ports/all.ts',
    "export * from './forge.ts';",
    'src/ports/all.ts:1: imports * of src/ports/forge.ts: only worker/deliver.ts writes',
  ],
  "the ledger's writer": [
    'src/worker/admit.ts',
    "import type { LedgerWriter } from '../ports/ledger.ts';",
    'src/worker/admit.ts:1: imports LedgerWriter of src/ports/ledger.ts: only worker/deliver.ts writes',
  ],
  "deliver's own parts": [
    'src/worker/work.ts',
    "import type { DeliverParts } from './deliver.ts';",
    'src/worker/work.ts:1: imports DeliverParts of src/worker/deliver.ts: only worker/deliver.ts writes',
  ],
  "another adapter's writer": [
    'src/adapters/database/ledger.ts',
    "import type { ForgeWriter } from '../../ports/forge.ts';",
    'src/adapters/database/ledger.ts:1: imports ForgeWriter of src/ports/forge.ts: only worker/deliver.ts writes',
  ],
  'a call of Octokit': [
    'src/app.ts',
    'await context.octokit.rest.issues.createComment({ body });',
    'src/app.ts:1: writes to GitHub by issues.createComment: only adapters/github/writer.ts does',
  ],
  'a method of Octokit taken out first': [
    'src/adapters/github/reader.ts',
    'const { createReview } = client.rest.pulls;',
    'src/adapters/github/reader.ts:1: writes to GitHub by pulls.createReview: only adapters/github/writer.ts does',
  ],
  'a method of Octokit by its text': [
    'src/adapters/github/reader.ts',
    "client.rest['pulls']['merge']();",
    'src/adapters/github/reader.ts:1: writes to GitHub by pulls.merge: only adapters/github/writer.ts does',
  ],
  'a route': [
    'src/adapters/github/reader.ts',
    "await client.request('DELETE /repos/{owner}/{repo}');",
    'src/adapters/github/reader.ts:1: writes to GitHub by DELETE /repos/{owner}/{repo}: only adapters/github/writer.ts does',
  ],
  'a mutation': [
    'src/adapters/github/reader.ts',
    'const document = `mutation { a }`;',
    'src/adapters/github/reader.ts:1: writes to GitHub by mutation { a }: only adapters/github/writer.ts does',
  ],
  'a request past all adapters': [
    'src/worker/work.ts',
    'await fetch(address);',
    'src/worker/work.ts:1: mentions fetch: only adapters speak to the outside',
  ],
};

/** What is to be handed in, fetched by oneself. */
export const fetched: Planted = {
  'the environment': [
    'src/worker/work.ts',
    'process.env',
    'process.env: the environment is read where the app is put together',
  ],
  'the environment, in an adapter': [
    'src/adapters/git/run.ts',
    "process['env'].HOME",
    'process.env: the environment is read where the app is put together',
  ],
  'the environment, taken apart': [
    'src/config/env.ts',
    'const { env } = process;',
    'process.env: the environment is read where the app is put together',
  ],
  'the environment, by way of another name': [
    'src/config/env.ts',
    'const here = process;',
    'process: the environment is read where the app is put together',
  ],
  'the environment, by way of globalThis': [
    'src/config/env.ts',
    'globalThis.process.env',
    'process.env: the environment is read where the app is put together',
  ],
  'the time': ['src/worker/work.ts', 'const now = Date.now();', 'Date.now: time is an argument'],
  'the time, handed on': ['src/worker/work.ts', 'run({ now: Date.now })', 'Date.now: time is an argument'],
  'the date': ['src/core/run.ts', 'const now = new Date();', 'new Date: time is an argument'],
  'a stopwatch': ['src/core/run.ts', 'performance.now()', 'performance.now: time is an argument'],
  'a die': ['src/core/run.ts', 'Math.random()', 'Math.random: randomness is an argument'],
  'a random id': ['src/core/run.ts', 'crypto.randomUUID()', 'crypto.randomUUID: randomness is an argument'],
  'fetch, handed on': [
    'src/engines/review/review.ts',
    'ask({ fetch })',
    'fetch: only adapters speak to the outside',
  ],
  'fetch, by way of globalThis': [
    'src/engines/review/review.ts',
    'globalThis.fetch(address)',
    'fetch: only adapters speak to the outside',
  ],
  'a module of Node by the back door': [
    'src/core/run.ts',
    "process.getBuiltinModule('fs')",
    'process.getBuiltinModule: it hides what is used',
  ],
  'code from text': ['src/core/run.ts', "eval('1')", 'eval: it hides what is used'],
  'all globals at once': ['src/core/run.ts', 'const all = globalThis;', 'globalThis: it hides what is used'],
};
