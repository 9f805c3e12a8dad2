import { codeSpan } from '../core/fence.ts';

/** What a repository wants remembered, as people are shown it. */
export interface ShownLesson {
  readonly id: number;
  readonly text: string;
  readonly by: string;
  /** Where it was asked for, such as `#7`. */
  readonly from: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export const remembered =
  'Remembered for this repository, from the next review on. `/lessons` lists it with its number, by which `/forget` takes it back.';

export function knownAlready({ id }: ShownLesson): string {
  return `That is remembered already, as ${id}.`;
}

export const looksSecret =
  'This was not remembered: it looks as if it held a secret, such as a token or a key. Write it without that; and since it stands in a comment now, revoke it.';

/** The oldest is named, as the likeliest to be out of date. */
export function tooManyLessons(most: number, oldest: ShownLesson): string {
  return `This was not remembered: ${most} lessons are kept for a repository at most. Forget one first and ask again. The oldest is ${entry(oldest)}; ${codeSpan(`/forget ${oldest.id}`)} drops it.`;
}

/** What has been dropped, and the numbers that nothing was found under. */
export function forgotten(dropped: readonly ShownLesson[], unknown: readonly number[]): string {
  return [
    ...(dropped.length === 0 ? [] : [['Forgotten:', ...dropped.map(listed)].join('\n')]),
    ...(unknown.length === 0 ? [] : [nothingUnder(unknown)]),
  ].join('\n\n');
}

function nothingUnder(numbers: readonly number[]): string {
  const which = numbers.length === 1 ? 'the number' : 'the numbers';
  return `Nothing is remembered under ${which} ${numbers.join(', ')}. \`/lessons\` lists what is.`;
}

/** The answer to /lessons, oldest first. */
export function lessonsText(lessons: readonly ShownLesson[]): string {
  if (lessons.length === 0) {
    return 'Nothing is remembered for this repository yet. People with write permission can have something kept in mind with `/remember` and the text.';
  }
  return [
    '**What is remembered for this repository**',
    lessons.map(listed).join('\n'),
    `${codeSpan(`/forget ${lessons[0]?.id ?? 1}`)} drops the one with that number.`,
  ].join('\n\n');
}

function listed(lesson: ShownLesson): string {
  return `- ${entry(lesson)}`;
}

/** As code, the place makes no reference, which would show on the page that it names. */
function entry({ id, text, by, from, at }: ShownLesson): string {
  const day = new Date(at).toISOString().slice(0, 10);
  return `**${id}**: ${text} (${codeSpan(by)}, ${day}, in ${codeSpan(from)})`;
}
