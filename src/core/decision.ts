import { z } from 'zod';

/** How a small decision is asked for and read: the JSON Schema that a model's server may hold it to, and the reader of its answer. */
export interface Decision<T> {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly read: (text: string) => DecisionReading<T>;
}

type DecisionReading<T> =
  | { readonly is: 'value'; readonly value: T }
  | { readonly is: 'fault'; readonly fault: string };

/**
 * A decision of this shape, which is an object. Servers that hold a model to a schema want every field: where a value may be
 * missing, let it be null.
 */
export function decision<T>(shape: z.ZodType<T>): Decision<T> {
  const { $schema: _, ...schema } = z.toJSONSchema(shape);
  return { schema, read: (text) => readDecision(text, shape) };
}

function readDecision<T>(text: string, shape: z.ZodType<T>): DecisionReading<T> {
  const object = objectIn(text);
  if (object === undefined) return { is: 'fault', fault: 'There is no JSON object in it.' };
  const { data, error } = shape.safeParse(object);
  return error === undefined ? { is: 'value', value: data } : { is: 'fault', fault: faultOf(error) };
}

/** How many braces are tried as the beginning of the object. */
const mostStarts = 100;

/** From a brace to the last one, since models like to put words and fences around it; thoughts before it may hold braces, too. */
function objectIn(text: string): unknown {
  const end = text.lastIndexOf('}') + 1;
  const starts = text.slice(0, end).matchAll(/\{/g).take(mostStarts);
  return starts.map(({ index }) => parsed(text.slice(index, end))).find((object) => object !== undefined);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function faultOf(error: z.ZodError): string {
  const faults = error.issues.map(({ path, message }) => `${path.join('.') || 'the object'}: ${message}`);
  return `The JSON object does not fit: ${faults.join('; ')}.`;
}
