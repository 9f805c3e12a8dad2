import { z } from 'zod';
import type { ProjectCheck } from '../../core/implemented.ts';
import { runChecker } from '../../project/check-projects.ts';
import { commandText } from '../../project/command-line.ts';
import type { Project } from '../../project/project.ts';
import type { Workshop } from './workshop.ts';

const CheckerMessage = z
  .object({
    path: z.string(),
    line: z.int(),
    isError: z.boolean(),
    rule: z.string().nullable(),
    text: z.string(),
  })
  .readonly();
type CheckerMessage = z.infer<typeof CheckerMessage>;

/** What a type check or a linter of a project says. `because` is a sentence, where it came to no result. */
export const Checked = z
  .object({
    task: z.enum(['types', 'lint']),
    command: z.string(),
    messages: z.array(CheckerMessage).readonly(),
    because: z.string().nullable(),
  })
  .readonly();
export type Checked = z.infer<typeof Checked>;

const mostMs = 180_000;

/** Runs a project's type check and linter, those that it has, on the files as they are settled. */
export async function runCheckers(
  project: Project,
  { session }: Workshop,
  signal: AbortSignal,
): Promise<readonly Checked[]> {
  const checked: Checked[] = [];
  for (const task of ['types', 'lint'] as const) {
    const command = project[task];
    if (command === null) continue;
    const { messages, failed } = await runChecker(session, command, { signal, timeMs: mostMs });
    signal.throwIfAborted();
    checked.push({ task, command: commandText(command.argv), messages, because: failed ?? null });
  }
  return checked;
}

const mostFresh = 20;

/** A check before the change and with it. Lines move; what is said of them counts. */
export function compared(before: Checked, after: Checked): ProjectCheck {
  const { task, command } = after;
  const because = before.because === null ? after.because : `Before the change: ${before.because}`;
  if (because !== null) return { task, command, before: null, after: null, fresh: [], because };
  const known = before.messages.map(keyOf);
  const fresh = after.messages.filter((message) => {
    const at = known.indexOf(keyOf(message));
    if (at !== -1) known.splice(at, 1);
    return at === -1;
  });
  return {
    task,
    command,
    before: before.messages.length,
    after: after.messages.length,
    fresh: fresh.slice(0, mostFresh).map(({ path, line, text }) => `${path}:${line}: ${text}`),
    because: null,
  };
}

function keyOf({ path, rule, text }: CheckerMessage): string {
  return JSON.stringify([path, rule, text]);
}
