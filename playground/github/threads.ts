import type { GitHub } from './github.ts';
import { lineAfter, placeIn } from './places.ts';
import { pullChanges, pullDirectory, pullMergeBase } from './pull-facts.ts';
import type { Place, Pull, ReviewThread } from './state.ts';

/** Follows a thread's lines to the present head; where they are gone from the diff it is outdated. */
export async function relocate(github: GitHub, pull: Pull, thread: ReviewThread) {
  const place = await presentPlace(github, pull, thread);
  thread.current = place;
  if (place) thread.commitId = pull.head.sha;
}

async function presentPlace(github: GitHub, pull: Pull, thread: ReviewThread): Promise<Place | undefined> {
  const wanted = await movedLines(github, pull, thread);
  const change = (await pullChanges(github, pull)).find((one) => one.path === thread.path);
  if (!wanted || !change) return undefined;
  const placing = placeIn(change, { kind: 'lines', ...wanted });
  return placing.kind === 'placed' ? placing.place : undefined;
}

async function movedLines(github: GitHub, pull: Pull, thread: ReviewThread) {
  const { side, line, startSide, startLine } = thread.original;
  const moved = await moveLine(github, pull, thread, { side, line });
  const movedStart =
    startLine === null
      ? null
      : await moveLine(github, pull, thread, { side: startSide ?? side, line: startLine });
  if (moved === undefined || movedStart === undefined) return undefined;
  return { side, line: moved, startSide, startLine: movedStart };
}

async function moveLine(github: GitHub, pull: Pull, thread: ReviewThread, at: Pick<Place, 'side' | 'line'>) {
  const isLeft = at.side === 'LEFT';
  const from = isLeft ? thread.originalBase : thread.originalCommitId;
  const to = isLeft ? await pullMergeBase(github, pull) : pull.head.sha;
  const changes = await github.history.changes(pullDirectory(github, pull), from, to);
  return lineAfter(
    changes.find((one) => (one.previousPath ?? one.path) === thread.path),
    at.line,
  );
}
