import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { Failure } from '../../../src/core/failure.ts';
import { type Draft, Implemented, type Reproduction, Revised } from '../../../src/core/implemented.ts';
import { implement } from '../../../src/engines/implementation/implement.ts';
import { revise } from '../../../src/engines/implementation/revise.ts';
import {
  type AskedIssue,
  type ImplementationParts,
  type ImplementationRequest,
  type Occasion,
  type Terms,
  usualLimits,
} from '../../../src/engines/implementation/parts.ts';
import type { Conversation, Model, Prompt, Said, ToolCall } from '../../../src/ports/model.ts';
import { noSettings } from '../../../src/project/project.ts';
import { assertProtocol } from '../../agent/loop-world.ts';
import { agreeable } from '../../agreeable.ts';
import { type CheckoutWorld, checkoutWorld } from '../../adapters/workspace-world.ts';
import { openSandboxWorld, type SandboxWorld } from '../../contracts/sandbox-world.ts';
import { keepOnce } from '../../keep-once.ts';

export type Files = Readonly<Record<string, string>>;

/** What the scripted model does in one turn: calls of tools, or a failure that the server gives instead. */
export type Turn = readonly Call[] | Failure;
export type Call = readonly [tool: string, input: unknown];

/** What the model answers to a question beside the work; undefined for what an agreeable one says. */
export type Aside = (prompt: string, text: string) => string | undefined;

/** A model at work in a repository. */
interface Scene {
  readonly files: Files;
  /** One after the other; the last is repeated for ever. */
  readonly turns: readonly Turn[];
  readonly aside?: Aside;
  readonly parts?: Partial<ImplementationParts>;
  readonly signal?: AbortSignal;
  /** Steps that were kept before, and are from now on. */
  readonly kept?: Map<string, string>;
}

export interface Setting extends Scene {
  readonly issue: Partial<AskedIssue>;
  readonly request?: Partial<ImplementationRequest>;
}

export interface Revising extends Scene {
  readonly occasion: Occasion;
  readonly proofs?: readonly Reproduction[];
}

export interface Seen {
  /** What each call of the model's was answered, in order, with the tool before it. */
  readonly observed: readonly string[];
  /** The questions of the conversation, the last of which holds all of it. */
  readonly asked: readonly Conversation[];
  /** Names of questions beside it. */
  readonly asides: readonly string[];
  readonly progress: readonly string[];
}

export interface Told extends Seen {
  readonly implemented: Implemented;
}

export interface ImplementationWorld {
  readonly implement: (setting: Setting) => Promise<Told>;
  readonly revise: (revising: Revising) => Promise<Seen & { readonly revised: Revised }>;
}

/** A jail and a place for commits, for the tests of a suite. */
export function implementationWorld(): ImplementationWorld {
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
  return {
    implement: async ({ issue, request = {}, ...scene }) => {
      const whole = { number: 7, title: 'Do it', body: '', author: 'ada', remarks: [], ...issue };
      const { result, ...seen } = await at(scene, { jail, commits }, (parts) =>
        implement({ ...terms, baseSha: parts.workspace.sha, issue: whole, answers: [], ...request }, parts),
      );
      return { ...seen, implemented: Implemented.parse(JSON.parse(JSON.stringify(result))) };
    },
    revise: async ({ occasion, proofs = [], ...scene }) => {
      const pull = { number: 8, title: 'Take ten per cent off', body: 'Members pay less.' };
      const { result, ...seen } = await at(scene, { jail, commits }, (parts) =>
        revise(
          { ...terms, headSha: parts.workspace.sha, pull, diff: [], issue: null, proofs, occasion },
          parts,
        ),
      );
      return { ...seen, revised: Revised.parse(JSON.parse(JSON.stringify(result))) };
    },
  };
}

const clock = { now: () => 0 };
const unstopped = new AbortController().signal;

const terms: Terms = {
  guidance: [],
  wishes: [],
  isAllowed: () => false,
  isIgnored: () => false,
  limits: usualLimits,
};

interface Place {
  readonly jail: SandboxWorld;
  readonly commits: CheckoutWorld;
}

/** Has the engine work on the files, and tells what the model and whoever waits have seen. */
async function at<T>(
  { files, turns, aside = () => undefined, parts = {}, kept = new Map(), signal = unstopped }: Scene,
  { jail, commits }: Place,
  work: (parts: ImplementationParts) => Promise<T>,
): Promise<Seen & { readonly result: T }> {
  const asked: Conversation[] = [];
  const asides: string[] = [];
  const progress: string[] = [];
  const model = scripted({ turns, aside, asked, asides });
  await using workspace = await commits.open(files);
  await using base = await commits.open(files);
  const result = await work({
    models: { strong: model, fast: model },
    steps: {
      signal,
      once: (name, inputs, schema, make) => keepOnce(kept, `${name} ${JSON.stringify(inputs)}`, schema, make),
      progress: async (phase, plan, done) => void progress.push(`${phase} ${done} of ${plan.length}`),
    },
    clock,
    transcript: { redact: (text) => text, record: () => Promise.resolve() },
    syntax: openSyntax({ clock }),
    mail: () => Promise.resolve([]),
    workspace,
    base: () => Promise.resolve(base),
    analyzers: [],
    lab: { sandbox: jail.sandbox, settings: noSettings, scratch: () => commits.open(files) },
    ...parts,
  });
  return { result, observed: observationsIn(asked.at(-1)), asked, asides, progress };
}

function observationsIn(last: Conversation | undefined): readonly string[] {
  const calls = new Map<string, string>();
  return (last?.turns ?? []).flatMap((turn) => {
    if (turn.role === 'assistant') for (const { id, tool } of turn.calls) calls.set(id, tool);
    return turn.role === 'tool' ? [`${calls.get(turn.call)}: ${turn.content}`] : [];
  });
}

interface Script extends Pick<Scene, 'turns'> {
  readonly aside: Aside;
  readonly asked: Conversation[];
  readonly asides: string[];
}

const usage = { tokensIn: 1_000, tokensCached: 0, tokensOut: 100, usd: null };

function scripted({ turns, aside, asked, asides }: Script): Model {
  function say(prompt: string, texts: readonly string[]): string {
    asides.push(prompt);
    const text = texts.join('\n');
    const said = aside(prompt, text) ?? agreed(prompt, text);
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
    converse: async (conversation): Promise<Said> => {
      assertProtocol(conversation.turns);
      if (conversation.name !== 'implement' && conversation.name !== 'revise') {
        const texts = conversation.turns.map((turn) => turn.content);
        return {
          content: say(conversation.name, texts),
          calls: [],
          ended: 'finished',
          usage,
          model: 'scripted',
        };
      }
      asked.push(conversation);
      const step = conversation.turns.filter(({ role }) => role === 'assistant').length;
      const turn = turns[Math.min(step, turns.length - 1)] ?? [];
      if (turn instanceof Failure) throw turn;
      return {
        content: '',
        calls: turn.map((call, at) => callOf(call, step, at)),
        ended: 'calls',
        usage,
        model: 'scripted',
      };
    },
  };
}

function callOf([tool, input]: Call, step: number, at: number): ToolCall {
  return { id: `c${step}-${at}`, tool, input: JSON.stringify(input) };
}

/** A model that nothing else is asked of agrees, and finds nothing wrong. */
function agreed(prompt: string, text: string): string | undefined {
  if (prompt === 'review') return '<summary>\nIt does what it says.\n</summary>';
  const act = agreeable({ prompt, messages: [{ role: 'user', content: text }] });
  return act?.is === 'text' ? act.text : undefined;
}

/** An edit that puts one text in place of another. */
export function replacing(path: string, search: string, replace: string): Call {
  return ['edit', { replacements: [{ path, search, replace }] }];
}

/** The draft that came of it. */
export function draftIn({ implemented }: Told): Draft {
  assert.equal(implemented.is, 'draft', JSON.stringify(implemented, null, 2));
  if (implemented.is !== 'draft') throw new Error('unreachable');
  return implemented;
}

/** A shop whose members are to pay ten per cent less, and do not. */
export const shop = {
  files: {
    'package.json': JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'node --test' } }),
    'src/shop.js': `/** The price of an amount; members pay ten per cent less. */
export function price(amount, isMember) {
  return amount;
}
`,
    'test/shop.test.js': `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { price } from '../src/shop.js';

test('others pay the whole price', () => {
  assert.equal(price(100, false), 100);
});
`,
  },
  issue: {
    title: 'Members pay the whole price',
    body: '`price(100, true)` gives 100. Members should pay ten per cent less, so 90.',
  },
} as const;

const step = { text: 'Members pay less', verify: 'A test of price for a member' };

/** What a good model does about the shop, to be taken as a whole or in parts. */
export const good = {
  look: [
    ['read_file', { path: 'src/shop.js' }],
    ['read_file', { path: 'test/shop.test.js' }],
  ],
  plan: [['plan', { kind: 'bug', steps: [step] }]],
  writeTest: [
    [
      'edit',
      {
        replacements: [
          {
            path: 'test/shop.test.js',
            search: '  assert.equal(price(100, false), 100);\n});',
            replace:
              "  assert.equal(price(100, false), 100);\n});\n\ntest('members pay ten per cent less', () => {\n  assert.equal(price(100, true), 90);\n});",
          },
        ],
      },
    ],
  ],
  reproduce: [
    [
      'reproduce',
      {
        tests: [{ path: 'test/shop.test.js', name: 'members pay ten per cent less' }],
        because: 'A member pays 100 instead of 90.',
      },
    ],
  ],
  mend: [
    [
      'edit',
      {
        replacements: [
          {
            path: 'src/shop.js',
            search: '  return amount;',
            replace: '  return isMember ? amount * 0.9 : amount;',
          },
        ],
      },
    ],
  ],
  test: [['run_tests', {}]],
  submit: [
    [
      'submit',
      {
        title: 'Take ten per cent off for members',
        summary: 'Members now pay ten per cent less, as `price` says. Others pay what they paid.',
      },
    ],
  ],
} as const;
