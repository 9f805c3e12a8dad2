import type { Ajv, ErrorObject, SchemaObject, ValidateFunction } from 'ajv';
import { once } from './once.ts';

/** Has `anyOf` report what is wrong by the alternative that was most likely meant, where Ajv's own reports them all. */
export function reportLikeliestAlternative(ajv: Ajv): Ajv {
  const compiled = new Map<string, ValidateFunction>();
  return ajv.removeKeyword('anyOf').addKeyword({
    keyword: 'anyOf',
    schemaType: 'array',
    errors: 'full',
    compile: (alternatives: readonly SchemaObject[]) =>
      alternativesCheck(() => alternatives.map((alternative) => compileOnce(alternative))),
  });

  function compileOnce(alternative: SchemaObject): ValidateFunction {
    const text = JSON.stringify(alternative);
    const validate = compiled.get(text) ?? ajv.compile(alternative);
    compiled.set(text, validate);
    return validate;
  }
}

/** Compiles the alternatives at the first value, not before: one may hold the very schema that holds them. */
function alternativesCheck(compile: () => readonly ValidateFunction[]) {
  const validators = once(compile);
  check.errors = [] as ErrorObject[];
  return check;

  function check(value: unknown, context: Parameters<ValidateFunction>[1]): boolean {
    const failures: ErrorObject[][] = [];
    for (const validate of validators()) {
      if (validate(value, context)) return true;
      failures.push(validate.errors ?? []);
    }
    check.errors = likeliest(failures, context?.instancePath ?? '');
    return false;
  }
}

/** The fewest errors among the alternatives for a value of this type; if there are none, that they all want another. */
function likeliest(failures: readonly ErrorObject[][], instancePath: string): ErrorObject[] {
  const ofThisType = failures.filter((errors) => !errors.some(isOfAnotherType));
  const [fewest] = ofThisType.toSorted((one, other) => one.length - other.length);
  if (fewest !== undefined) return fewest;
  const [error, ...others] = failures.flat().filter(isOfAnotherType);
  if (error === undefined) return [];
  const types = others.map(({ message = '' }) => message.replace('must be', 'or'));
  return [{ ...error, message: [error.message, ...types].join(' ') }];

  function isOfAnotherType(error: ErrorObject): boolean {
    return error.keyword === 'type' && error.instancePath === instancePath;
  }
}
