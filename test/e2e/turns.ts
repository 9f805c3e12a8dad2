import { agreeable } from '../agreeable.ts';
import type { Call } from '../engines/implementation/implementation-world.ts';
import type { Asked, Scripted } from '../model-server.ts';

/** What a scripted model does in one turn of its work: calls of tools, or whatever else the server does. */
export type Turn = readonly Call[] | Exclude<Scripted, string>;

/**
 * What it does next: one turn after the other in each conversation of that name, the last of them again and again. It finds nothing
 * wrong in a review of its own, and agrees to whatever else it is asked.
 */
export function scripted(
  asked: Asked,
  work: 'implement' | 'revise',
  turns: readonly Turn[],
): Scripted | undefined {
  const { prompt, body } = asked;
  if (prompt === 'review') return '<summary>\nIt does what it says.\n</summary>\n<nothing/>';
  if (prompt !== work) return agreeable(asked);
  const step = body.messages.filter(({ role }) => role === 'assistant').length;
  const turn = turns[Math.min(step, turns.length - 1)] ?? [];
  if ('is' in turn) return turn;
  const calls = turn.map(([tool, input], at) => ({
    id: `c${step}-${at}`,
    tool,
    input: JSON.stringify(input),
  }));
  return { is: 'calls', calls, usage: usageOf(body) };
}

/** Tools count as well, four characters to a token. */
function usageOf(body: object): object {
  const prompt_tokens = Math.ceil(JSON.stringify(body).length / 4);
  return { prompt_tokens, completion_tokens: 100, total_tokens: prompt_tokens + 100 };
}
