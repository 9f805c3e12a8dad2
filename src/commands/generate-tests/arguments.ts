import { z } from 'zod';
import { codeSpan } from '../../core/fence.ts';

/** Where verified tests are to go: into a comment, into a commit on the pull request's branch, or into a draft of their own on top of it. */
export type Goal = 'comment' | 'commit' | 'pull';

/** What is asked for behind the command's name. */
export interface Wish {
  /** Paths or symbols of the change; empty for all of it. */
  readonly targets: readonly string[];
  /** A test runner by its name; null to find out. */
  readonly framework: string | null;
  readonly goal: Goal;
}

/** `[path or symbol ...] [--framework NAME] [--commit | --pr]`, in any order; commas between targets and around them are only commas. */
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
  const [goal = 'comment', ...others] = new Set(words.flatMap((word) => goals[word] ?? []));
  if (others.length > 0) return '`--commit` and `--pr` exclude each other';
  const rest = words.filter((word) => goals[word] === undefined);
  const spread = rest.flatMap((word) => (word.startsWith('--') ? word.split(/=(.*)/s, 2) : [word]));
  const targets: string[] = [];
  let framework: string | null = null;
  for (let index = 0; index < spread.length; index += 1) {
    const word = spread[index] ?? '';
    if (word === '--framework') {
      index += 1;
      framework = spread[index] ?? '';
      if (framework === '' || framework.startsWith('--')) return `${codeSpan(word)} takes a name`;
    } else if (word.startsWith('--')) return `there is no option ${codeSpan(word)}`;
    else targets.push(...word.split(',').filter((target) => target !== ''));
  }
  return { targets, framework, goal };
}

const goals: Readonly<Partial<Record<string, Goal>>> = { '--commit': 'commit', '--pr': 'pull' };
