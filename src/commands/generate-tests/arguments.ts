import { z } from 'zod';
import { codeSpan } from '../../core/fence.ts';

/** What is asked for behind the command's name. */
export interface Wish {
  /** Paths or symbols of the change; empty for all of it. */
  readonly targets: readonly string[];
  /** A test runner by its name; null to find out. */
  readonly framework: string | null;
  /** Whether verified tests are to be committed to the pull request's branch. */
  readonly commits: boolean;
}

/** `[path or symbol ...] [--framework NAME] [--commit]`, in any order; commas between targets and around them are only commas. */
export const Wish = z
  .array(z.string())
  .readonly()
  .transform((words, context): Wish => {
    const read = wishIn(words);
    if (typeof read !== 'string') return read;
    context.addIssue(read);
    return z.NEVER;
  });

/** The wish, or what is wrong with it. */
function wishIn(words: readonly string[]): Wish | string {
  const spread = words.flatMap((word) => (word.startsWith('--') ? word.split(/=(.*)/s, 2) : [word]));
  const targets: string[] = [];
  let framework: string | null = null;
  let commits = false;
  for (let index = 0; index < spread.length; index += 1) {
    const word = spread[index] ?? '';
    if (word === '--commit') commits = true;
    else if (word === '--framework') {
      index += 1;
      framework = spread[index] ?? '';
      if (framework === '' || framework.startsWith('--')) return `${codeSpan(word)} takes a name`;
    } else if (word.startsWith('--')) return `there is no option ${codeSpan(word)}`;
    else targets.push(...word.split(',').filter((target) => target !== ''));
  }
  return { targets, framework, commits };
}
