import { leaks } from '../checks/leaks.ts';
import { neutralise } from '../checks/markdown.ts';
import type { RepositoryRef } from '../core/pull-request.ts';
import { withheld } from '../text/failures.ts';

/** What the way out needs to know: where links may lead, and what must never be said. */
export interface WayOut {
  /** Such as https://github.com, without a final slash. */
  readonly origin: string;
  readonly liveSecrets: () => readonly string[];
}

/**
 * The one way out: the text as it may be posted in the repository. A text that holds a live secret, in whatever disguise,
 * is replaced whole: nobody can tell what else the model was talked into.
 */
export function outgoing(
  text: string,
  repository: RepositoryRef,
  closing: readonly number[],
  way: WayOut,
): string {
  const neutral = neutralise(text, { origin: way.origin, repository, closing });
  return leaks(neutral, way.liveSecrets()).length > 0 ? withheld() : neutral;
}
