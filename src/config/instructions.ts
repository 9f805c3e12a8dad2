import { standing } from './patterns.ts';
import type { ReviewConfig } from './review.ts';

/** What the repository asks of everybody who looks at the paths, from its configuration. */
export function instructionsFor(
  { instructions }: Pick<ReviewConfig, 'instructions'>,
  paths: readonly string[],
): readonly string[] {
  return instructions
    .filter((instruction) => paths.some((path) => standing(instruction.paths, path) === 'in'))
    .map(({ text }) => text);
}
