import { type Entry, redactedEntry } from '../core/transcript.ts';
import type { NumberedEntry } from '../ports/ledger.ts';
import type { Ending, Limit, ModelFault } from './ending.ts';
import { type Heard, type Query, resultsOf, type Step } from './step.ts';

export interface ScribeParts {
  /** Which conversation of the run this is, counted from zero: its entries are numbered from there, whatever others do. */
  readonly place: number;
  /** A text without anything secret. */
  readonly redact: (text: string) => string;
  /** Entries with a number that is known already were written before a restart, and may be dropped. */
  readonly record: (entries: readonly NumberedEntry[]) => Promise<void>;
}

export type Write = (entries: readonly Entry[]) => Promise<void>;

/** More entries than a conversation has. */
const numbersEach = 100_000;

/** Writes entries down in order, redacted. The same conversation gives the same entry the same number. */
export function openScribe({ place, redact, record }: ScribeParts): Write {
  let next = place * numbersEach;
  return async (entries) => {
    const numbered = entries.map((entry, at) => ({ number: next + at, entry: redactedEntry(entry, redact) }));
    next += entries.length;
    if (numbered.length > 0) await record(numbered);
  };
}

/** What was heard and said, and what is called now. */
export function queryEntries({ heard, said, ms }: Query, step: number): readonly Entry[] {
  const { content, calls, ended, usage, model } = said;
  return [
    ...heard.map(heardEntry),
    { is: 'said', step, model, text: content, ended, ...usage, ms },
    ...calls.map(({ tool, input }): Entry => ({ is: 'called', tool, input })),
  ];
}

function heardEntry(heard: Heard): Entry {
  return heard.is === 'mail'
    ? { is: 'mail', by: heard.by, text: heard.text }
    : { is: 'nudge', about: heard.about, text: heard.text };
}

export function actEntries(step: Pick<Step, 'act'>): readonly Entry[] {
  return resultsOf(step).map(({ call, how, text, ms }) => ({
    is: 'observed',
    tool: call.tool,
    how,
    text,
    ms,
  }));
}

export function endEntry(ending: Ending<unknown>, steps: number): Entry {
  return { is: 'ended', how: ending.is, why: whyOf(ending), steps };
}

function whyOf(ending: Ending<unknown>): string {
  switch (ending.is) {
    case 'done':
      return '';
    case 'limit':
      return limitWhy(ending.which);
    case 'stuck':
      return ending.rule;
    case 'cancelled':
      return ending.by.is === 'person' ? `by ${ending.by.login}` : ending.by.is;
    case 'model-failed':
      return faultWhy(ending.why);
  }
}

function limitWhy(which: Limit): string {
  return which.is === 'refused' ? which.reason.is : which.is;
}

function faultWhy(why: ModelFault): string {
  return why.is === 'unusable' ? why.fault : why.reason.is;
}
