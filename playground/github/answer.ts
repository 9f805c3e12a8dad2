/** What the local GitHub answers to one API request. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AnswerBody;
}

export type AnswerBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'raw'; readonly contentType: string; readonly bytes: Uint8Array }
  | { readonly kind: 'none' };

export function json(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: { kind: 'json', value } };
}

export function created(value: unknown) {
  return json(value, 201);
}

export function noContent(): Answer {
  return { status: 204, headers: {}, body: { kind: 'none' } };
}

export function raw(contentType: string, bytes: Uint8Array | string): Answer {
  return { status: 200, headers: {}, body: { kind: 'raw', contentType, bytes: Buffer.from(bytes) } };
}

const documentation = 'https://docs.github.com/rest';

/** An error answer in GitHub's form; `errors` only where GitHub sends them. */
export function failure(
  status: number,
  message: string,
  more: {
    errors?: readonly unknown[];
    headers?: Readonly<Record<string, string>>;
    documentation?: string;
  } = {},
): Answer {
  const body = {
    message,
    ...(more.errors ? { errors: more.errors } : {}),
    documentation_url: more.documentation ?? documentation,
    status: String(status),
  };
  return json(body, status, more.headers ?? {});
}

/** Throws an answer: what GitHub refuses, deep in a change, ends the request with this. */
export function refuse(answer: Answer): never {
  throw Object.assign(new Error(refusalText(answer)), { answer });
}

function refusalText(answer: Answer) {
  return `refused with ${answer.status}: ${answer.body.kind === 'json' ? JSON.stringify(answer.body.value) : ''}`;
}

/** The answer an error carries, if it is a refusal. */
export function refusalOf(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !('answer' in error)) return undefined;
  return error.answer as Answer;
}

export function notFound(): never {
  refuse(failure(404, 'Not Found'));
}

export interface FieldError {
  readonly resource: string;
  readonly code:
    | 'missing'
    | 'missing_field'
    | 'invalid'
    | 'already_exists'
    | 'unprocessable'
    | 'custom'
    | 'too_large';
  readonly field: string;
  readonly message?: string;
  readonly value?: unknown;
}

/** 422 with GitHub's list of faulty fields. */
export function invalid(...errors: readonly FieldError[]): never {
  refuse(failure(422, 'Validation Failed', { errors }));
}

/** 422 with plain sentences, as reviews and a few others have it. */
export function unprocessable(...errors: readonly string[]): never {
  refuse(failure(422, 'Unprocessable Entity', { errors }));
}

export function forbidden(message: string): never {
  refuse(failure(403, message));
}

/** The longest body of an issue, a pull request, a review or a comment. */
export const longestBody = 65_536;

/** GitHub counts code points: an emoji is one. */
export function lengthOf(text: string) {
  return Array.from(text).length;
}

/** Refuses a text that GitHub has no room for, or that is blank where one is required. */
export function checkBody(resource: string, body: string, field = 'body') {
  if (body.trim() === '') invalid({ resource, code: 'missing_field', field });
  checkLength(resource, body, field);
}

export function checkLength(resource: string, body: string, field = 'body') {
  if (lengthOf(body) <= longestBody) return;
  const message = `${field} is too long (maximum is ${longestBody} characters)`;
  invalid({ resource, code: 'custom', field, message });
}
