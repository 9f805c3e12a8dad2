import type { z } from 'zod';
import { nearest } from '../core/nearest.ts';
import { type Path, valueAt } from './plain-data.ts';
import { keysAt, type Shape } from './shape.ts';

/** A part of what was written that the schema does not take. */
export interface FaultyPart {
  readonly path: Path;
  /** A sentence without a final full stop. */
  readonly message: string;
  readonly nearest: string | null;
  /** What cannot stay without the part: its entry of a list, where that is nothing without it. */
  readonly cut: Path;
}

/** What zod complains of, one fault for each place: an empty text is too short and no name of a language, too. */
export function faultyParts(
  issues: readonly z.core.$ZodIssue[],
  data: unknown,
  shape: Shape,
): readonly FaultyPart[] {
  const parts = issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? unknownKeys(issue, shape) : [faultyPart(issue, data, shape)],
  );
  return [...Map.groupBy(parts, ({ path }) => path.map(String).join('\0')).values()].flatMap((same) =>
    same.slice(0, 1),
  );
}

function unknownKeys(
  { path, keys }: Extract<z.core.$ZodIssue, { code: 'unrecognized_keys' }>,
  shape: Shape,
): readonly FaultyPart[] {
  const { known } = keysAt(shape, path);
  return keys.map((key) => ({
    path: [...path, key],
    message: 'is no setting',
    nearest: nearest(key, known),
    cut: [...path, key],
  }));
}

function faultyPart(issue: z.core.$ZodIssue, data: unknown, shape: Shape): FaultyPart {
  const { path } = issue;
  const entry = path.slice(0, -1);
  const last = path.at(-1);
  const isRequired = typeof last === 'string' && keysAt(shape, entry).required.includes(last);
  const value = valueAt(data, path);
  if (isRequired && value === undefined) {
    return { path: entry, message: `has no ${last}`, nearest: null, cut: entry };
  }
  const nearest = issue.code === 'invalid_value' ? nearestValue(value, issue.values) : null;
  return { path, message: wanted(issue), nearest, cut: isRequired ? entry : path };
}

function nearestValue(value: unknown, known: readonly unknown[]): string | null {
  return typeof value === 'string' ? nearest(value, known.map(String)) : null;
}

/** Other complaints than these have messages of our own. */
function wanted(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${wantedTypes.get(issue.expected) ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `must be ${oneOf(issue.values.map(String))}`;
  if (issue.code === 'too_big') return tooBig(issue);
  if (issue.code === 'too_small') {
    return issue.origin === 'number' ? `must be at least ${issue.minimum}` : 'must not be empty';
  }
  return issue.message;
}

const wantedTypes: ReadonlyMap<string, string> = new Map([
  ['boolean', 'true or false'],
  ['string', 'a text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['array', 'a list'],
  ['object', 'a section with keys of its own'],
]);

function tooBig({ origin, maximum }: Extract<z.core.$ZodIssue, { code: 'too_big' }>): string {
  if (origin === 'array') return `holds more than ${maximum} entries`;
  if (origin === 'string') return `is longer than ${maximum} characters`;
  return `must be at most ${maximum}`;
}

/** `a, b or c`. */
function oneOf(values: readonly string[]): string {
  return [values.slice(0, -1).join(', '), ...values.slice(-1)].filter((part) => part !== '').join(' or ');
}
