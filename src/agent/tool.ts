import { z } from 'zod';
import type { ToolHead } from '../ports/model.ts';
import type { Piece } from './observation.ts';
import { badJson, misfit } from './prompt.ts';

/**
 * What a tool gives back. `failed` says that it could not do what was asked, and counts as an error; `handed-in` is work that is kept
 * in case nothing better comes; `done` ends the conversation.
 */
export type Observation<Done> =
  | { readonly is: 'seen' | 'failed'; readonly pieces: readonly Piece[] }
  | { readonly is: 'handed-in' | 'done'; readonly pieces: readonly Piece[]; readonly value: Done };

export interface ToolContext {
  /** Aborted when the work is to stop. Who does not listen is left behind. */
  readonly signal: AbortSignal;
  /** The step that the call belongs to, counted from one. */
  readonly step: number;
}

export interface ToolSpec<Input, Done> {
  readonly name: string;
  readonly description: string;
  /** An object. The model sees it as JSON Schema. */
  readonly input: z.ZodType<Input>;
  /** Whether it may change anything; tools that only look are watched for going in circles. */
  readonly changes: boolean;
  readonly run: (input: Input, context: ToolContext) => Promise<Observation<Done>>;
}

/** A tool whose input's type is its own business, so that a list can hold many. */
export interface Tool<Done> {
  readonly head: ToolHead;
  readonly changes: boolean;
  /** Takes the input as the model wrote it. */
  readonly call: (input: string, context: ToolContext) => Promise<Called<Done>>;
}

/** `misused` says what is wrong with the input; the tool has not been run. */
export type Called<Done> = Observation<Done> | { readonly is: 'misused'; readonly fault: string };

/** Throws an Error where the input is no object that JSON Schema could describe. */
export function tool<Input, Done>(spec: ToolSpec<Input, Done>): Tool<Done> {
  const { name, description, changes, input, run } = spec;
  const parameters = parametersOf(name, input);
  return {
    head: { name, description, parameters },
    changes,
    call: async (text, context) => {
      const read = readInput(text, input);
      if (read.is === 'read') return run(read.value, context);
      return { is: 'misused', fault: read.faultOf(name, JSON.stringify(parameters)) };
    },
  };
}

function parametersOf(name: string, input: z.ZodType): ToolHead['parameters'] {
  const { $schema: _, ...parameters } = z.toJSONSchema(input, { io: 'input' });
  if (parameters.type !== 'object') throw new Error(`the input of the tool ${name} is no object`);
  return parameters;
}

type InputRead<Input> =
  | { readonly is: 'read'; readonly value: Input }
  | { readonly is: 'fault'; readonly faultOf: (tool: string, schema: string) => string };

/** No input at all is an empty object: that is how many models call a tool without parameters. */
function readInput<Input>(text: string, schema: z.ZodType<Input>): InputRead<Input> {
  const json = parsedJson(text.trim() === '' ? '{}' : text);
  if (json.is === 'fault') return { is: 'fault', faultOf: badJson };
  const read = schema.safeParse(json.value);
  if (read.success) return { is: 'read', value: read.data };
  const fault = z.prettifyError(read.error);
  return { is: 'fault', faultOf: (tool, schema) => misfit(tool, fault, schema) };
}

function parsedJson(
  text: string,
): { readonly is: 'json'; readonly value: unknown } | { readonly is: 'fault' } {
  try {
    return { is: 'json', value: JSON.parse(text) };
  } catch {
    return { is: 'fault' };
  }
}
