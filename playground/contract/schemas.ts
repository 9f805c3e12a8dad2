import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { once } from './once.ts';
import { reportLikeliestAlternative } from './alternatives.ts';

/** A JSON Schema, with the keywords by name that this folder looks at. */
export interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly [keyword: string]: unknown;
}

/** A cut file of `fixtures/github`. */
export interface SchemaFile<Content> {
  readonly content: Content;
  /** What is wrong with the value by the schema, whose references point to the file's components. */
  readonly errors: (schema: Schema, value: unknown) => readonly ErrorObject[];
}

/** Reads a cut file. A schema is compiled when a value is first held against it. */
export function openSchemas<Content extends { readonly schemas: Readonly<Record<string, Schema>> }>(
  file: string,
): SchemaFile<Content> {
  const text = readFileSync(new URL(`../../fixtures/github/${file}`, import.meta.url), 'utf8');
  const content: Content = JSON.parse(text);
  const ajv = validator({});
  for (const [name, schema] of Object.entries(content.schemas)) ajv.addSchema(schema, `#/schemas/${name}`);
  return { content, errors: (schema, value) => errors(ajv, schema, value) };
}

/** What is wrong with texts such as a query's by a schema without references; a text may spell a number or boolean. */
export function errorsInTexts(
  schema: Schema,
  texts: Readonly<Record<string, string>>,
): readonly ErrorObject[] {
  return errors(textValidator(), schema, { ...texts });
}

const textValidator = once(() => validator({ coerceTypes: true }));

/** Ajv keeps what it has compiled, by the schema's identity. */
function errors(ajv: Ajv, schema: Schema, value: unknown): readonly ErrorObject[] {
  const validate = ajv.compile(schema);
  return validate(value) ? [] : (validate.errors ?? []);
}

function validator(options: { readonly coerceTypes?: boolean }): Ajv {
  const ajv = new Ajv({
    ...options,
    allErrors: true,
    // Half the time to compile: GitHub's schemas hold the same few components again and again.
    inlineRefs: false,
    validateSchema: false,
    strictTypes: false,
    strictRequired: false,
  });
  addFormats.default(ajv);
  // GitHub's bot accounts have brackets in their addresses: 1+name[bot]@users.noreply.github.com.
  ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/).addFormat('repo.nwo', /^[^/]+\/[^/]+$/);
  return reportLikeliestAlternative(ajv);
}
