/**
 * What doctor says of one thing. `to do` names what is wrong and the remedy; `later` is nothing to worry about now: it waits for
 * something else on the list, or is not used yet.
 */
export interface Verdict {
  readonly check: string;
  readonly is: 'ok' | 'to do' | 'later';
  readonly text: string;
}

export function ok(check: string, text: string): Verdict {
  return { check, is: 'ok', text };
}

export function toDo(check: string, text: string): Verdict {
  return { check, is: 'to do', text };
}

export function later(check: string, text: string): Verdict {
  return { check, is: 'later', text };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
