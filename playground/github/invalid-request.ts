import type { z } from 'zod';

/** What GitHub says of a body that does not fit its description, for the first thing that is wrong. */
export function invalidRequest(error: z.ZodError, body: unknown) {
  const [issue] = error.issues;
  return `Invalid request.\n\n${issue ? sentence(issue, body) : 'The body does not fit.'}`;
}

function sentence(issue: z.core.$ZodIssue, body: unknown) {
  const value = valueAt(body, issue.path);
  if (issue.code === 'too_big' && Array.isArray(value)) {
    return `No more than ${issue.maximum} items are allowed; ${value.length} were supplied.`;
  }
  if (issue.code === 'too_big' && typeof value === 'string') {
    return `Only ${issue.maximum} characters are allowed; ${Array.from(value).length} were supplied.`;
  }
  if (value === undefined) return `"${String(issue.path.at(-1) ?? 'body')}" wasn't supplied.`;
  const place = issue.path.map((part) =>
    typeof part === 'number' ? `items/${part}` : `properties/${String(part)}`,
  );
  return `For '${place.join('/')}', ${shown(value)} ${complaint(issue)}.`;
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const part of path)
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
  return value;
}

function shown(value: unknown) {
  return value === null ? 'nil' : JSON.stringify(value);
}

function complaint(issue: z.core.$ZodIssue) {
  if (issue.code === 'invalid_type') return `is not a ${issue.expected}`;
  if (issue.code === 'invalid_value') return `is not a member of ${JSON.stringify(issue.values)}`;
  return 'is not valid';
}
