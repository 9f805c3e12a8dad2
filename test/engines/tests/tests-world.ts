import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { Failure } from '../../../src/core/failure.ts';
import { generateTests } from '../../../src/engines/tests/generate.ts';
import { Generated } from '../../../src/core/generated-tests.ts';
import { type TestParts, type TestRequest, usualLimits } from '../../../src/engines/tests/parts.ts';
import type { Conversation, Model, Prompt, Said } from '../../../src/ports/model.ts';
import type { Sandbox } from '../../../src/ports/sandbox.ts';
import { noSettings } from '../../../src/project/project.ts';
import { agreeable } from '../../agreeable.ts';
import { type CheckoutWorld, checkoutWorld } from '../../adapters/workspace-world.ts';
import { openSandboxWorld, type SandboxWorld } from '../../contracts/sandbox-world.ts';
import { diffBetween } from '../review/unit-world.ts';
import { keepOnce } from '../../keep-once.ts';

export type Files = Readonly<Record<string, string>>;

/** A question as the scripted model hears it. */
export interface Heard {
  readonly prompt: string;
  readonly text: string;
}

export type Script = (heard: Heard) => string | Failure | undefined;

export interface Setting {
  readonly before: Files;
  readonly after: Files;
  readonly script: Script;
  readonly request?: Partial<TestRequest>;
  readonly parts?: Partial<TestParts>;
  /** The jail, where it is not to be as it is. */
  readonly sandboxed?: (sandbox: Sandbox) => Sandbox;
  /** Steps that were kept before, and are from now on. */
  readonly kept?: Map<string, string>;
}

export interface Told {
  readonly generated: Generated;
  readonly heard: readonly Heard[];
  readonly progress: readonly string[];
}

export interface TestsWorld {
  readonly generate: (setting: Setting) => Promise<Told>;
}

/** A jail and a place for commits, for the tests of a suite. */
export function testsWorld(): TestsWorld {
  let jail: SandboxWorld;
  let commits: CheckoutWorld;
  before(async () => {
    jail = await openSandboxWorld();
    commits = await checkoutWorld();
  });
  after(async () => {
    await jail[Symbol.asyncDispose]();
    await commits[Symbol.asyncDispose]();
  });
  return { generate: (setting) => generate(setting, { jail, commits }) };
}

const clock = { now: () => 0 };

async function generate(
  { before: old, after: now, script, ...setting }: Setting,
  { jail, commits }: { readonly jail: SandboxWorld; readonly commits: CheckoutWorld },
): Promise<Told> {
  const { request = {}, parts = {}, sandboxed = (sandbox) => sandbox, kept = new Map() } = setting;
  const heard: Heard[] = [];
  const progress: string[] = [];
  const model = scripted(script, heard);
  await using head = await commits.open(now);
  const generated = await generateTests(
    {
      headSha: head.sha,
      diff: diffBetween(old, now),
      wanted: [],
      framework: null,
      intent: { title: 'Change it', body: '', author: 'ada', issues: [] },
      guidance: [],
      openFindings: [],
      limits: usualLimits,
      ...request,
    },
    {
      models: { strong: model, fast: model },
      steps: {
        signal: new AbortController().signal,
        once: (name, inputs, schema, work) =>
          keepOnce(kept, `${name} ${JSON.stringify(inputs)}`, schema, work),
        progress: async (phase, done, of) => void progress.push(`${phase} ${done} of ${of}`),
      },
      clock,
      transcript: { redact: (text) => text, record: () => Promise.resolve() },
      syntax: openSyntax({ clock }),
      head,
      lab: { sandbox: sandboxed(jail.sandbox), settings: noSettings, scratch: () => commits.open(now) },
      ...parts,
    },
  );
  return { generated: Generated.parse(JSON.parse(JSON.stringify(generated))), heard, progress };
}

const usage = { tokensIn: 1_000, tokensCached: 0, tokensOut: 100, usd: null };

function scripted(script: Script, heard: Heard[]): Model {
  function say(prompt: string, texts: readonly string[]): string {
    const question = { prompt, text: texts.join('\n') };
    heard.push(question);
    const said = script(question) ?? agreed(prompt);
    if (said instanceof Failure) throw said;
    assert.ok(said !== undefined, `no answer is scripted for '${prompt}'`);
    return said;
  }
  return {
    name: 'scripted',
    window: 100_000,
    count: (text) => Math.ceil(text.length / 4),
    ask: async <T>({ name, messages, read }: Prompt<T>) => {
      const reading = read(
        say(
          name,
          messages.map(({ content }) => content),
        ),
      );
      if (reading.is === 'fault') throw new Error(`${name}: ${reading.fault}`);
      return { value: reading.value, usage, model: 'scripted' };
    },
    converse: async ({ name, turns }: Conversation): Promise<Said> => {
      const content = say(
        name,
        turns.map((turn) => turn.content),
      );
      return { content, calls: [], ended: 'finished', usage, model: 'scripted' };
    },
  };
}

/** A model that nothing else is asked of takes what tests expect for what people asked for. */
function agreed(prompt: string): string | undefined {
  const act = agreeable({ prompt, messages: [] });
  return typeof act === 'object' && act.is === 'text' ? act.text : undefined;
}

/** Says one thing after the other to whoever asks for tests, and then that nothing is left. */
export function saying(...answers: readonly string[]): Script {
  const left = [...answers];
  return ({ prompt }) => (/^tests \d+/.test(prompt) ? (left.shift() ?? '<none/>') : undefined);
}

export interface ScriptedTest {
  readonly name: string;
  readonly checks?: string;
  readonly path: string;
  /** The whole file, where it is new. */
  readonly write?: string;
  /** What is put behind a line that stands in the file. */
  readonly behind?: string;
  readonly code?: string;
}

/** A test as a model writes it. */
export function writing({
  name,
  checks = 'What it should.',
  path,
  write,
  behind = '',
  code = '',
}: ScriptedTest): string {
  const head = `<test>\nname: ${name}\nchecks: ${checks}\nexpected: by its name\n</test>\n`;
  if (write !== undefined)
    return `${head}<write>\npath: ${path}\n\`\`\`\n${write.trimEnd()}\n\`\`\`\n</write>`;
  return `${head}<edit>\npath: ${path}\n<search>\n\`\`\`\n${behind}\n\`\`\`\n</search>\n<replace>\n\`\`\`\n${behind}\n${code.trimEnd()}\n\`\`\`\n</replace>\n</edit>`;
}

/** Every test by its name with its verdict, the files to be committed, and what was dropped. */
export function outcome({ generated }: Told) {
  assert.equal(generated.is, 'generated', JSON.stringify(generated));
  if (generated.is !== 'generated') throw new Error('unreachable');
  return {
    tests: generated.tests.map(({ name, verdict }) => `${name}: ${verdict.is}`),
    changed: generated.changes.map(({ path }) => path),
    dropped: generated.dropped.map(({ because, count }) => `${count} ${because}`),
  };
}

/** A shop whose members begin to pay less, with a test of what others pay. */
export const shop = {
  path: 'test/shop.test.js',
  /** The end of its only test: where another goes. */
  end: '  assert.equal(price(100, false), 100);\n});',
  before: shopFiles('  return amount;\n'),
  after: shopFiles('  if (isMember) return amount * 0.9;\n  return amount;\n'),
} as const;

/** The shop with this inside its only function. */
export function shopFiles(body: string, above = ''): Files {
  return {
    'package.json': JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'node --test' } }),
    'src/shop.js': `${above}/** The price of an amount; members pay ten per cent less. */
export function price(amount, isMember) {
${body}}
`,
    'test/shop.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { price } from '../src/shop.js';

test('others pay the whole price', () => {
  assert.equal(price(100, false), 100);
});
`,
  };
}

/** A test for the shop, put behind the one that is there. */
export function shopTest(name: string, body: string, more: Partial<ScriptedTest> = {}): string {
  const code = `\ntest('${name}', () => {\n  ${body}\n});\n`;
  return writing({ name, path: shop.path, behind: shop.end, code, ...more });
}
