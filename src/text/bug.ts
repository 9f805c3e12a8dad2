import { codeSpan } from '../core/fence.ts';

/** What anybody is told about a fault of ours; the reference finds its line in the log. */
export function bugSentence(reference: string): string {
  return `Something broke on our side; nobody here did anything wrong. Ask again, and if that does not help, give the operator of this app the reference ${codeSpan(reference)}.`;
}
