import type { AnyHead } from '../core/command.ts';
import { codeSpan } from '../core/fence.ts';
import { subjectNames } from './subject.ts';
import { whoMay } from './permission.ts';

/** The answer to /help: every command that a comment can ask for. */
export function helpText(heads: readonly AnyHead[]): string {
  return ['**What you can ask for**', heads.flatMap(entry).join('\n'), howTo].join('\n\n');
}

const howTo =
  'Write the command at the start of a line of a comment. Naming this app with an at sign in place of the slash does the same. ' +
  'Commands in quotes and in code are left alone.';

function entry(head: AnyHead): readonly string[] {
  const trigger = head.on.find(({ on }) => on === 'commented');
  if (trigger === undefined) return [];
  return [
    `- ${codeSpan(head.usage)}: ${head.summary} On ${subjectNames(head.subjects)}, for ${whoMay(trigger.needs)}.`,
  ];
}
