import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Aim, Letter, Parts } from '../../src/agent/aim.ts';
import type { Pursued } from '../../src/agent/ending.ts';
import { pursue } from '../../src/agent/pursue.ts';
import { type Tool, tool } from '../../src/agent/tool.ts';
import type { Entry } from '../../src/core/transcript.ts';
import type { Conversation, Model, Said, Turn } from '../../src/ports/model.ts';
import { keepOnce } from '../keep-once.ts';

/** What a scripted model says: words, or calls by tool and input. An id or an ending where it matters. */
export interface Line {
  readonly words?: string;
  readonly calls?: readonly (readonly [tool: string, input: unknown, id?: string])[];
  readonly ended?: Said['ended'];
  /** Null where the price is not known. */
  readonly usd?: number | null;
}

/** Called with the number of the step, from one, and what the model is asked. */
export type Script = (step: number, conversation: Conversation) => Line | Promise<Line>;

/** A conversation's world: a model that follows a script, a tree of notes to work on, a clock, and everything that was kept. */
export interface LoopWorld {
  readonly asked: Conversation[];
  /** What tools were really called, in order: none of them twice over a restart. */
  readonly acts: string[];
  readonly entries: Map<number, Entry>;
  /** Values of kept steps as JSON, by name and inputs. */
  readonly kept: Map<string, string>;
  readonly notes: Map<string, string>;
  readonly mail: Letter[];
  readonly clock: { time: number };
  readonly aim: Aim<Report>;
  run(script: Script, change?: Change): Promise<Pursued<Report>>;
  /** As after a restart: what was kept is there, the notes are not. */
  restart(): void;
}

export interface Change {
  readonly aim?: Partial<Aim<Report>>;
  readonly parts?: Partial<Parts>;
  readonly window?: number;
}

export const Report = z.object({ summary: z.string() });
export type Report = z.infer<typeof Report>;

/** Milliseconds that each answer of the model takes, and each call of a tool. */
export const answerMs = 100;
export const toolMs = 10;

export function openLoopWorld(): LoopWorld {
  const notes = new Map<string, string>();
  const clock = { time: 0 };
  const acts: string[] = [];
  const world = {
    asked: [],
    acts,
    entries: new Map(),
    kept: new Map(),
    notes,
    mail: [],
    clock,
    aim: aimWith(tools({ notes, acts, clock })),
  };
  const loop: LoopWorld = {
    ...world,
    run: (script, { aim = {}, parts = {}, window = 100_000 } = {}) =>
      pursue({ ...loop.aim, ...aim }, { ...partsOf(loop, scripted(script, loop, window)), ...parts }),
    restart: () => notes.clear(),
  };
  return loop;
}

function aimWith(tools: readonly Tool<Report>[]): Aim<Report> {
  return {
    name: 'tidy',
    system: 'You tidy notes.',
    task: 'Tidy them up.',
    tools,
    value: Report,
    answer: () => ({ is: 'fault', fault: 'Call submit when the notes are tidy.' }),
    remedy: 'Call submit with what you have.',
    limits: { steps: 50, tokens: 1_000_000, ms: 1_000_000 },
    stops: [],
  };
}

function partsOf(loop: LoopWorld, model: Model): Parts {
  return {
    model,
    place: 0,
    clock: { now: () => loop.clock.time },
    signal: new AbortController().signal,
    once: (name, inputs, schema, work) =>
      keepOnce(loop.kept, `${name} ${JSON.stringify(inputs)}`, schema, work),
    redact: (text) => text.replaceAll('swordfish', '[redacted]'),
    record: (entries) => {
      for (const { number, entry } of entries)
        if (!loop.entries.has(number)) loop.entries.set(number, entry as Entry);
      return Promise.resolve();
    },
    mail: (after) => Promise.resolve(loop.mail.filter(({ id }) => id > after)),
    workplace: {
      save: () => Promise.resolve(loop.notes.size === 0 ? '' : JSON.stringify([...loop.notes])),
      restore: (saved) => {
        loop.notes.clear();
        for (const [name, text] of JSON.parse(saved) as [string, string][]) loop.notes.set(name, text);
        return Promise.resolve();
      },
    },
  };
}

function scripted(script: Script, loop: LoopWorld, window: number): Model {
  return {
    name: 'scripted',
    window,
    count: (text) => Math.ceil(text.length / 4),
    ask: () => assert.fail('the loop only converses'),
    converse: async (conversation) => {
      assertProtocol(conversation.turns);
      loop.asked.push(conversation);
      const step = stepOf(conversation);
      const said = saidOf(await script(step, conversation), step);
      loop.clock.time += answerMs;
      return said;
    },
  };
}

/** Also where the first steps are told in a line each. */
function stepOf({ turns }: Conversation): number {
  const folded = turns[2]?.content.match(/^\d+\. /gm)?.length ?? 0;
  return folded + turns.filter(({ role }) => role === 'assistant').length + 1;
}

function saidOf({ words = '', calls = [], ended, usd = 0.5 }: Line, step: number): Said {
  return {
    content: words,
    calls: calls.map(([tool, input, id = `c${step}-${tool}-${JSON.stringify(input)}`]) => ({
      id,
      tool,
      input: typeof input === 'string' ? input : JSON.stringify(input),
    })),
    ended: ended ?? (calls.length === 0 ? 'finished' : 'calls'),
    usage: { tokensIn: 1_000, tokensCached: 600, tokensOut: 50, usd },
    model: 'scripted',
  };
}

/** What is asked of every history: a system's turn and a task, and each call answered once and in order before anybody speaks. */
export function assertProtocol(turns: readonly Turn[]): void {
  assert.deepEqual(
    turns.slice(0, 2).map(({ role }) => role),
    ['system', 'user'],
  );
  const open: string[] = [];
  const seen = new Set<string>();
  for (const [at, turn] of turns.entries()) {
    const before: string | undefined = turns[at - 1]?.role;
    if (turn.role === 'tool') {
      assert.equal(turn.call, open.shift(), 'a result answers the next call');
      continue;
    }
    assert.equal(open.length, 0, 'every call is answered before anybody speaks');
    assert.ok(turn.role !== 'system' || at === 0);
    if (turn.role !== 'assistant') continue;
    assert.notEqual(before, 'assistant', 'the model does not answer itself');
    for (const { id } of turn.calls) {
      assert.ok(!seen.has(id), `the id ${id} is taken`);
      seen.add(id);
      open.push(id);
    }
  }
  assert.equal(open.length, 0);
}

interface Desk {
  readonly notes: Map<string, string>;
  readonly acts: string[];
  readonly clock: { time: number };
}

function tools(desk: Desk): readonly Tool<Report>[] {
  function used(act: string): void {
    desk.acts.push(act);
    desk.clock.time += toolMs;
  }
  return [readTool(desk, used), writeTool(desk, used), submitTool(used), draftTool(used)];
}

type Used = (act: string) => void;

function readTool({ notes }: Desk, used: Used): Tool<Report> {
  return tool({
    name: 'read',
    description: 'Reads a note.',
    changes: false,
    input: z.object({ name: z.string() }),
    run: ({ name }) => {
      used(`read ${name}`);
      const text = notes.get(name);
      if (text === undefined) return Promise.resolve({ is: 'failed', pieces: [`There is no note ${name}.`] });
      const piece = { source: name, trust: 'repository', form: 'code', text } as const;
      return Promise.resolve({ is: 'seen', pieces: [`Note ${name}:`, piece] });
    },
  });
}

function writeTool({ notes }: Desk, used: Used): Tool<Report> {
  return tool({
    name: 'write',
    description: 'Writes a note.',
    changes: true,
    input: z.object({ name: z.string(), text: z.string() }),
    run: ({ name, text }) => {
      used(`write ${name}`);
      notes.set(name, text);
      return Promise.resolve({
        is: 'seen',
        pieces: [`Written at 10:11:${String(notes.size).padStart(2, '0')}.`],
      });
    },
  });
}

function submitTool(used: Used): Tool<Report> {
  return tool({
    name: 'submit',
    description: 'Ends the work.',
    changes: true,
    input: Report,
    run: (value) => {
      used('submit');
      return Promise.resolve({ is: 'done', pieces: ['Thank you.'], value });
    },
  });
}

function draftTool(used: Used): Tool<Report> {
  return tool({
    name: 'draft',
    description: 'Keeps what there is.',
    changes: true,
    input: Report,
    run: (value) => {
      used('draft');
      return Promise.resolve({ is: 'handed-in', pieces: ['Kept.'], value });
    },
  });
}

/** The results that the model read in answer to its last turn. */
export function lastResults({ turns }: Conversation): readonly string[] {
  const after = turns.slice(turns.findLastIndex(({ role }) => role === 'assistant') + 1);
  return after.flatMap((turn) => (turn.role === 'tool' ? [turn.content] : []));
}

/** What the user's last turn says, if it comes after the model's. */
export function lastWord({ turns }: Conversation): string {
  const last = turns.at(-1);
  return last?.role === 'user' ? last.content : '';
}
