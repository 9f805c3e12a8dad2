import type { ErrorObject } from 'ajv';

/** One breach of GitHub's contract: where it is (`request body /comments/0/path`) and what is wrong there. */
export interface Fault {
  readonly where: string;
  readonly message: string;
}

/** What Ajv found wrong with the value of one part of an exchange, each thing once. */
export function faultsIn(part: string, value: unknown, errors: readonly ErrorObject[]): readonly Fault[] {
  const faults = errors.map((error) => ({
    where: `${part} ${error.instancePath}`.trimEnd(),
    message: describe(error, valueAt(value, error.instancePath)),
  }));
  return [...new Map(faults.map((fault) => [`${fault.where}: ${fault.message}`, fault])).values()];
}

function describe(error: ErrorObject, value: unknown): string {
  const { params } = error;
  switch (error.keyword) {
    case 'required':
      return `lacks '${params['missingProperty']}'`;
    case 'additionalProperties':
      return `has the unknown property '${params['additionalProperty']}'`;
    case 'enum':
      return `must be one of ${JSON.stringify(params['allowedValues'])}, is ${excerpt(value)}`;
    default:
      return `${error.message}, is ${excerpt(value)}`;
  }
}

function valueAt(value: unknown, pointer: string): unknown {
  const keys = pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce((inner, key) => (inner as Readonly<Record<string, unknown>>)[key], value);
}

function excerpt(value: unknown): string {
  return shortened(JSON.stringify(value) ?? 'undefined', 80);
}

/** The text, without its middle where it is longer than this many characters. */
export function shortened(text: string, length: number): string {
  const half = Math.floor((length - 3) / 2);
  return text.length > length ? `${text.slice(0, half)}...${text.slice(-half)}` : text;
}
