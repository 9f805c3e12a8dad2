import type { Aim, Parts } from './aim.ts';
import { limitNudges } from './limits.ts';
import { cutOff, unreadable } from './prompt.ts';
import type { Heard, Step } from './step.ts';
import { stuckNudges } from './stuck.ts';

/** What is told before the next turn: what was wrong with the last one, what people wrote since, what the loop has to say. */
export async function hear<Done>(
  { limits, remedy }: Pick<Aim<Done>, 'limits' | 'remedy'>,
  { mail }: Pick<Parts, 'mail'>,
  steps: readonly Step[],
): Promise<readonly Heard[]> {
  const letters = await mail(lastLetter(steps));
  return [
    ...replies(steps.at(-1)),
    ...letters.map(({ id, by, text }): Heard => ({ is: 'mail', id, by, text })),
    ...stuckNudges(steps),
    ...limitNudges(steps, limits, remedy),
  ];
}

function lastLetter(steps: readonly Step[]): number {
  const ids = steps.flatMap(({ heard }) => heard.map((one) => (one.is === 'mail' ? one.id : 0)));
  return Math.max(0, ...ids);
}

/** An answer to a turn that no result answers. */
function replies(last: Step | undefined): readonly Heard[] {
  switch (last?.act.is) {
    case 'unreadable':
      return [{ is: 'nudge', about: 'unreadable', text: unreadable(last.act.fault) }];
    case 'cut-off':
      return [{ is: 'nudge', about: 'cut off', text: cutOff }];
    case 'called':
    case 'answered':
    case undefined:
      return [];
  }
}
