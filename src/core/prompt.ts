import { createHash } from 'node:crypto';

/** What a prompt asks: its name and its messages in order. */
export interface Question {
  readonly name: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

/** Sixteen hex digits that are the same for the same question: what recorded answers are found by. */
export function promptFingerprint(question: Question): string {
  const said = [question.name, ...question.messages.map(({ role, content }) => [role, content])];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
}

/**
 * A nonce for the text that it shall wrap. It comes from the text, so that the same question is the same prompt and recordings
 * are found again; a text that holds its own hash cannot be written.
 */
export function nonceOf(source: string, text: string): string {
  return createHash('sha256')
    .update(JSON.stringify([source, text]))
    .digest('hex')
    .slice(0, 12);
}
