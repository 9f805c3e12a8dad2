import { machineOrigin } from '../core/machine-made.ts';
import { readOrigins } from './git-attributes.ts';
import { standing } from './patterns.ts';
import type { ReviewConfig } from './review.ts';

/** Why a file is not looked at, in a few words; undefined where it is. The header is the file's first lines: `headerOf`. */
export type LeftOut = (path: string, header: readonly string[]) => string | undefined;

/**
 * What a review leaves out: what the repository's configuration names, else what its `.gitattributes` calls generated or vendored,
 * else what looks like it. Each of them can also take in again what the next would leave out. `attributes` is the text of
 * `.gitattributes` in the base, never in the head: a change does not say what of it is looked at.
 */
export function leftOut({ ignore }: Pick<ReviewConfig, 'ignore'>, attributes = ''): LeftOut {
  const originOf = readOrigins(attributes);
  return (path, header) => {
    const says = standing(ignore, path);
    if (says !== 'unnamed') return says === 'in' ? 'the configuration leaves it out' : undefined;
    const origin = originOf(path);
    return origin === 'unnamed' ? machineOrigin(path, header) : attributed[origin];
  };
}

const attributed = {
  generated: 'generated, as .gitattributes says',
  vendored: 'code of others, as .gitattributes says',
  written: undefined,
} as const;
