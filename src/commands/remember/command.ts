import { z } from 'zod';
import { answerTo, conversationOf } from '../../core/answer-to.ts';
import type { Effect, Reply } from '../../core/effect.ts';
import type { Lesson } from '../../ports/ledger.ts';
import { knownAlready, looksSecret, remembered, tooManyLessons } from '../../text/lessons.ts';
import type { Command, Task } from '../command.ts';

const longestText = 500;
const mostLessons = 100;

const Text = z
  .string('it takes the text that is to be remembered')
  .max(longestText, `the text is too long: ${longestText} characters can be remembered at once`);

/** Has something kept in mind for the reviews of this repository. */
export const remember: Command<string> = {
  head: {
    name: 'remember',
    summary: `Keeps a text of at most ${longestText} characters in mind for all reviews of this repository.`,
    usage: '/remember TEXT',
    subjects: ['thread', 'pull', 'issue'],
    lane: 'quick',
    args: z
      .array(z.string())
      .transform(([text]) => text)
      .pipe(Text),
    takes: 'text',
    on: [{ on: 'commented', needs: 'write', again: true, waits: false }],
    endsOn: [],
    shows: 'answer',
  },
  wants: () => ({ is: 'yes' }),
  run,
};

async function run(task: Task<string>): Promise<Reply> {
  const lessons = await task.memory.lessons();
  const because = hindrance(task, lessons);
  const effects =
    because === undefined
      ? [lessonOf(task), answerTo(task.subject, remembered)]
      : [answerTo(task.subject, because)];
  return { effects, next: { kind: 'done', note: '' } };
}

/** Why it is not to be kept; undefined where nothing stands against it. */
function hindrance({ args: text, transcript }: Task<string>, lessons: readonly Lesson[]): string | undefined {
  if (transcript.redact(text) !== text) return looksSecret;
  const known = lessons.find((lesson) => alike(lesson.text) === alike(text));
  if (known !== undefined) return knownAlready(known);
  const [oldest] = lessons;
  return oldest !== undefined && lessons.length >= mostLessons
    ? tooManyLessons(mostLessons, oldest)
    : undefined;
}

/** Case, blanks and the last full stop make no other text of it. */
function alike(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\.$/, '').toLowerCase();
}

function lessonOf(task: Task<string>): Effect {
  const { cause, args: text } = task;
  const by = cause.kind === 'delivery' ? cause.sender.login : '';
  const { id, owner, repo, number } = conversationOf(task.subject);
  return {
    kind: 'lesson',
    repository: { id, owner, repo },
    change: { is: 'add', text, by, from: `#${number}` },
  };
}
