import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { ConfigFault } from '../core/config-fault.ts';
import { type FaultyPart, faultyParts } from './faulty-part.ts';
import { outermost, type Path, without } from './plain-data.ts';
import { shapeOf } from './shape.ts';

export interface Salvaged<T> {
  readonly value: T;
  /** In the order of their lines. */
  readonly faults: readonly ConfigFault[];
}

/**
 * Reads YAML for a schema whose every key has a default. What is at fault falls back to its default and is named with its
 * line; the rest counts. Text that is no YAML, or holds more than a hundred faults, leaves nothing but defaults.
 */
export function salvage<T>(text: string, schema: z.ZodType<T>): Salvaged<T> {
  const defaults = schema.parse({});
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'error', stringKeys: true });
  const broken = document.errors.find((error) => error.code !== 'DUPLICATE_KEY');
  if (broken !== undefined) {
    const line = lines.linePos(broken.pos[0]).line;
    return nothing(defaults, line, `is not valid YAML (${reason(broken.message)})`);
  }
  const read = plainData(document);
  if (read.is === 'fault') return nothing(defaults, 1, `cannot be read (${read.fault})`);
  const checked = check(schema, read.data, defaults);
  if (checked.faults.length + document.errors.length > mostFaults) {
    return nothing(defaults, 1, `has more than ${mostFaults} faults`);
  }
  const faults = [
    ...document.errors.map((error) => duplicate(text, error.pos[0], lines)),
    ...checked.faults.map(({ path, message, nearest }) => ({
      line: lineOf(document, path, lines),
      key: path.map(String).join('.'),
      message,
      nearest,
    })),
  ];
  return { value: checked.value, faults: faults.toSorted((left, right) => left.line - right.line) };
}

const mostFaults = 100;
const mostAliases = 20;

function nothing<T>(defaults: T, line: number, message: string): Salvaged<T> {
  return { value: defaults, faults: [{ line, key: '', message, nearest: null }] };
}

/** YAML as plain data. A key without a value counts as not given; bombs of aliases and aliases of nothing are faults. */
function plainData(
  document: Document,
): { readonly is: 'data'; readonly data: unknown } | { readonly is: 'fault'; readonly fault: string } {
  try {
    const data: unknown = document.toJS({
      maxAliasCount: mostAliases,
      reviver: (_key: unknown, value: unknown) => (value === null ? undefined : value),
    });
    return { is: 'data', data: data ?? {} };
  } catch (error) {
    return { is: 'fault', fault: error instanceof Error ? reason(error.message) : String(error) };
  }
}

interface Checked<T> {
  readonly value: T;
  readonly faults: readonly FaultyPart[];
}

/** Takes the faulty parts out and looks again: an unknown key can hide what is wrong beside it. */
function check<T>(schema: z.ZodType<T>, data: unknown, defaults: T): Checked<T> {
  const read = schema.safeParse(data);
  if (read.success) return { value: read.data, faults: [] };
  const faults = faultyParts(read.error.issues, data, shapeOf(schema));
  if (faults.length > mostFaults) return { value: defaults, faults };
  const cuts = outermost(faults.map(({ cut }) => cut));
  const rest = cuts.reduceRight<unknown>(without, data);
  const after = check(schema, rest, defaults);
  return { value: after.value, faults: [...faults, ...after.faults] };
}

/** The line of the key that the path leads to, or of the entry where the path ends in a list. */
function lineOf(document: Document, path: Path, lines: LineCounter): number {
  const parent = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  const last = path.at(-1);
  const node = isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === last)?.key
    : document.getIn(path, true);
  return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
}

function duplicate(text: string, start: number, lines: LineCounter): ConfigFault {
  const key = /^["']?([^:"'\n]+)/.exec(text.slice(start))?.[1]?.trim() ?? '';
  return {
    line: lines.linePos(start).line,
    key,
    message: 'is given twice; the last one counts',
    nearest: null,
  };
}

/** What the parser says, without the place that it repeats and the excerpt below it. */
function reason(message: string): string {
  return (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}
