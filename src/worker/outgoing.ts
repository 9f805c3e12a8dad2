import { leaks } from '../checks/leaks.ts';
import { neutralise } from '../checks/markdown.ts';
import { redact } from '../core/redact.ts';
import type { RepositoryRef } from '../core/pull-request.ts';
import { withheld } from '../text/failures.ts';

/** What the way out needs to know: where links may lead, and what must never be said. */
export interface WayOut {
  /** Such as https://github.com, without a final slash. */
  readonly origin: string;
  readonly liveSecrets: () => readonly string[];
}

/** What a text may do beyond the rule, and how long it may be. */
export interface Extent {
  /** Issues that a closing keyword may name; none unless they are given. */
  readonly closing?: readonly number[];
  readonly longest?: number | undefined;
}

/**
 * The one way out: the text as it may be posted in the repository. A text that holds a live secret of ours, in whatever disguise,
 * is replaced whole: nobody can tell what else the model was talked into. What only looks like somebody's token, such as one
 * quoted from the diff, is blacked out.
 */
export function outgoing(
  text: string,
  repository: RepositoryRef,
  way: WayOut,
  { closing = [], longest }: Extent = {},
): string {
  const neutral = neutralise(text, { origin: way.origin, repository, closing }, longest);
  const found = leaks(neutral, way.liveSecrets());
  if (found.some(({ kind }) => kind === 'secret')) return withheld();
  return found.length === 0 ? neutral : redact(neutral, []);
}
