import assert from 'node:assert/strict';
import { openSyntax } from '../../../src/adapters/tree-sitter/syntax.ts';
import { type BudgetReason, Failure } from '../../../src/core/failure.ts';
import type { ReviewParts } from '../../../src/engines/review/parts.ts';
import { review, type Reviewed, type ReviewInput } from '../../../src/engines/review/review.ts';
import type { Conversation, Model, Prompt, Said } from '../../../src/ports/model.ts';
import { agreeable } from '../../agreeable.ts';
import { type ScriptedFinding, reviewAnswer } from '../../world.ts';
import { diffBetween, inWorkspace } from './unit-world.ts';
import { keepOnce } from '../../keep-once.ts';

type Files = Readonly<Record<string, string>>;

/** A question as a scripted model hears it. */
export interface Heard {
  readonly model: 'strong' | 'fast';
  readonly prompt: string;
  readonly text: string;
}

/** What a scripted model says, or a tool that it calls; a Failure is thrown. Undefined leaves the question to the agreeable model. */
export type Script = (heard: Heard) => string | Call | Failure | undefined;

interface Call {
  readonly tool: string;
  readonly input: object;
}

export interface Told {
  readonly reviewed: Reviewed;
  readonly heard: readonly Heard[];
  /** Phase and how far it was, as somebody who waits is told. */
  readonly progress: readonly string[];
}

export interface Setting {
  readonly before: Files;
  readonly after: Files;
  readonly script: Script;
  readonly input?: Partial<ReviewInput>;
  readonly parts?: Partial<ReviewParts>;
  /** Steps that were kept before, and are from now on. */
  readonly kept?: Map<string, string>;
}

/** Reviews what became of some files, with models that follow a script and files that can be read. */
export async function reviewed({ before, after, script, ...setting }: Setting): Promise<Told> {
  const diff = diffBetween(before, after);
  const heard: Heard[] = [];
  const progress: string[] = [];
  return inWorkspace(after, async (workspace) => {
    const models = { strong: scripted('strong', script, heard), fast: scripted('fast', script, heard) };
    const parts = {
      ...partsWith(models, setting.kept ?? new Map(), progress),
      workspace,
      ...setting.parts,
    };
    return { reviewed: await review(inputWith(diff, setting.input), parts), heard, progress };
  });
}

export function inputWith(diff: ReviewInput['diff'], more: Partial<ReviewInput> = {}): ReviewInput {
  return {
    headSha: 'f00d',
    diff,
    news: diff,
    ignored: () => undefined,
    background: {
      intent: { title: 'Change it', body: '', author: 'ada', issues: [] },
      guidance: [],
      language: null,
      tone: null,
    },
    wishes: () => [],
    told: [],
    fingerprints: new Set(),
    analyzed: [],
    effort: 'auto',
    bar: { confidence: 0.6, severity: 'low' },
    suggestions: true,
    comments: 10,
    maxPrompts: 60,
    ...more,
  };
}

const clock = { now: () => 0 };

function partsWith(
  models: ReviewParts['models'],
  kept: Map<string, string>,
  told: string[],
): Omit<ReviewParts, 'workspace'> {
  return {
    models,
    clock,
    syntax: openSyntax({ clock }),
    lab: null,
    transcript: { redact: (text) => text, record: () => Promise.resolve() },
    steps: {
      signal: new AbortController().signal,
      once: (name, inputs, schema, work) => keepOnce(kept, `${name} ${JSON.stringify(inputs)}`, schema, work),
      progress: async (phase, done, of) => void told.push(`${phase} ${done} of ${of}`),
    },
  };
}

const usage = { tokensIn: 1_000, tokensCached: 0, tokensOut: 100, usd: null };

function scripted(model: Heard['model'], script: Script, heard: Heard[]): Model {
  function say(prompt: string, texts: readonly string[]): string | Call {
    const question = { model, prompt, text: texts.join('\n') };
    heard.push(question);
    const said = script(question) ?? agreed(question);
    if (said instanceof Failure) throw said;
    return said;
  }
  return {
    name: model,
    window: 100_000,
    count: (text) => Math.ceil(text.length / 4),
    ask: async <T>({ name, messages, read }: Prompt<T>) => {
      const texts = messages.map(({ content }) => content);
      const said = say(name, texts);
      assert.ok(typeof said === 'string', 'a question that is asked has no tools');
      const reading = read(said);
      if (reading.is === 'fault') throw unreadable(name, reading.fault);
      return { value: reading.value, usage, model };
    },
    converse: async ({ name, turns, tools }: Conversation): Promise<Said> => {
      const texts = turns.map(({ content }) => content);
      const said = say(name, texts);
      if (typeof said === 'string') return { content: said, calls: [], ended: 'finished', usage, model };
      assert.ok(
        tools.some((tool) => tool.name === said.tool),
        `there is no tool ${said.tool}`,
      );
      const call = { id: `call-${turns.length}`, tool: said.tool, input: JSON.stringify(said.input) };
      return { content: '', calls: [call], ended: 'calls', usage, model };
    },
  };
}

function agreed({ prompt, text }: Heard): string {
  const answer = agreeable({ prompt, messages: [{ role: 'user', content: text }] });
  assert.ok(typeof answer === 'object' && answer.is === 'text', `no answer is scripted for '${prompt}'`);
  return answer.text;
}

function unreadable(prompt: string, fault: string): Failure {
  return new Failure({ kind: 'user', reason: { is: 'model-unreadable', prompt, tries: 3, fault } });
}

/** A reader's answer, with or without findings. */
export function answer(...findings: readonly ScriptedFinding[]): string {
  return reviewAnswer('It changes.', ...findings);
}

const limit: BudgetReason = {
  is: 'job-limit',
  unit: 'tokens',
  most: 10_000,
  setBy: 'operator',
  spent: 9_000,
  needed: 2_000,
};

/** What is thrown where a question is not paid for any more. */
export const usedUp = new Failure({ kind: 'budget', reason: limit });

/** The titles of what is told, and why the rest is not. */
export function outcome({ reviewed: { inline, elsewhere, account } }: Told) {
  return {
    inline: inline.map(({ title }) => title),
    elsewhere: elsewhere.map(({ title }) => title),
    dropped: account.dropped.map(({ because, count }) => `${count} ${because}`),
  };
}

/** The names of the prompts that were asked, in order, with the model that heard them. */
export function prompts({ heard }: Told): readonly string[] {
  return heard.map(({ model, prompt }) => `${model}: ${prompt}`);
}

/** Answers each reading with the same findings, and leaves the rest to the agreeable model. */
export function finding(...findings: readonly ScriptedFinding[]): Script {
  return ({ prompt }) => (prompt.startsWith('review') ? answer(...findings) : undefined);
}

/** A file with so many lines of code that differ. */
export function lines(count: number, name = 'count'): string {
  return Array.from({ length: count }, (_, line) => `export const ${name}${line} = ${line};\n`).join('');
}
