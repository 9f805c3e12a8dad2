import { installationOf, type Run } from '../core/run.ts';
import type { Cause } from '../core/event.ts';
import type { RepositoryRef } from '../core/pull-request.ts';
import type { Forge, OpenForge } from '../ports/forge.ts';

/** Where requests go and under whose installation. */
export interface Place {
  readonly installation: number;
  readonly repository: RepositoryRef;
  /** The delivery that all this is for, where there is one. */
  readonly delivery: string | undefined;
}

/** A reader for the place. */
export function forgeAt(place: Place, open: OpenForge): Forge {
  return open(place.installation, place.repository, place.delivery);
}

/** Where the cause and the thing it is about are at home. Only the command line has no place on GitHub. */
export function placeOf(cause: Cause, thing: RepositoryRef): Place {
  const installation = installationOf(cause);
  if (installation === undefined) throw new TypeError('the command line has no installation');
  const repository = { id: thing.id, owner: thing.owner, repo: thing.repo };
  return { installation, repository, delivery: cause.kind === 'delivery' ? cause.id : undefined };
}

export function placeOfRun(run: Run): Place {
  if (run.subject.kind === 'range') throw new TypeError(`run ${run.key} is about a local range`);
  return placeOf(run.cause, run.subject.ref);
}
