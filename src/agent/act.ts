import { nearest } from '../core/nearest.ts';
import type { Clock } from '../ports/clock.ts';
import type { Reading, Said, ToolCall } from '../ports/model.ts';
import { observationText } from './observation.ts';
import { sameId, skippedCall, tooManyCalls, unfinishedCall, unknownTool } from './prompt.ts';
import { type Act, type Result, resultsOf, type Step } from './step.ts';
import type { Called, Tool, ToolContext } from './tool.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface ActParts<Done> {
  readonly tools: readonly Tool<Done>[];
  readonly answer: (text: string) => Reading<Done>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Does what the model said, call by call, until one ends the work; every call is answered. Without calls, its words are read. */
export async function act<Done>(said: Said, before: readonly Step[], parts: ActParts<Done>): Promise<Act> {
  if (said.calls.length === 0) return spoken(said, parts.answer);
  const context = { signal: parts.signal, step: before.length + 1 };
  const results: Result[] = [];
  for (const [place, asked] of callsOf(said, before).entries()) {
    if (results.some(({ how }) => how === 'done')) results.push(unrun(asked.call, 'skipped', skippedCall));
    else if (place >= mostCalls) results.push(unrun(asked.call, 'skipped', tooManyCalls(mostCalls)));
    else results.push(await answered(asked, context, parts));
  }
  return { is: 'called', results };
}

/** Calls of one turn that are done. */
const mostCalls = 32;

function spoken<Done>({ content, ended }: Said, answer: (text: string) => Reading<Done>): Act {
  if (ended === 'length') return { is: 'cut-off' };
  const reading = answer(content);
  return reading.is === 'value'
    ? { is: 'answered', value: reading.value }
    : { is: 'unreadable', fault: reading.fault };
}

/** A call under the id that the history has it by, and what was wrong with it before any tool saw it. */
interface Asked {
  readonly call: ToolCall;
  /** Its id as the model gave it. */
  readonly given: string;
  readonly fault: 'none' | 'same-id' | 'unfinished';
}

/**
 * Ids are made unique in the whole history: servers that count them anew in each turn do so for their models. Twice the same in one
 * turn is refused. Of a turn that was cut off, nobody can tell whether its last call is whole.
 */
function callsOf(said: Said, before: readonly Step[]): readonly Asked[] {
  const taken = new Set(before.flatMap(resultsOf).map(({ call }) => call.id));
  const seen = new Set<string>();
  return said.calls.map((call, place) => {
    const isTwice = call.id !== '' && seen.has(call.id);
    const isLast = place === said.calls.length - 1;
    const id = freeId(call.id, taken);
    seen.add(call.id);
    taken.add(id);
    const fault = said.ended === 'length' && isLast ? 'unfinished' : 'none';
    return { call: { ...call, id }, given: call.id, fault: isTwice ? 'same-id' : fault };
  });
}

function freeId(id: string, taken: ReadonlySet<string>): string {
  if (id !== '' && !taken.has(id)) return id;
  for (let number = 1; ; number += 1) {
    const other = `${id || 'call'}-${number}`;
    if (!taken.has(other)) return other;
  }
}

async function answered<Done>(
  { call, given, fault }: Asked,
  context: ToolContext,
  parts: ActParts<Done>,
): Promise<Result> {
  if (fault === 'same-id') return unrun(call, 'misused', sameId(given));
  if (fault === 'unfinished') return unrun(call, 'unfinished', unfinishedCall);
  const tool = parts.tools.find(({ head }) => head.name === call.tool);
  if (tool === undefined) return unrun(call, 'misused', unknown(call.tool, parts.tools));
  parts.signal.throwIfAborted();
  const began = parts.clock.now();
  const called = await unlessAborted(parts.signal, tool.call(call.input, context));
  const base = { call, ms: parts.clock.now() - began, changes: tool.changes };
  return { ...base, ...outcome(called) };
}

/** Characters that one result may have: head and tail of what is longer stay. */
const longestResult = 10_000;

function outcome<Done>(called: Called<Done>) {
  switch (called.is) {
    case 'misused':
      return { how: 'misused', text: called.fault } as const;
    case 'seen':
    case 'failed':
      return { how: called.is, text: observationText(called.pieces, longestResult) } as const;
    case 'handed-in':
    case 'done':
      return {
        how: called.is,
        text: observationText(called.pieces, longestResult),
        value: called.value,
      } as const;
  }
}

function unknown<Done>(name: string, tools: readonly Tool<Done>[]): string {
  const known = tools.map(({ head }) => head.name);
  return unknownTool(name, nearest(name, known), known);
}

function unrun(call: ToolCall, how: 'misused' | 'unfinished' | 'skipped', text: string): Result {
  return { how, call, text, ms: 0, changes: false };
}
