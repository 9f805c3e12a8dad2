import { test } from 'node:test';
import { implementing, onPage, tested } from './implementing.ts';
import { type Killing, killAt } from './kills.ts';
import { heeded, revising } from './revising.ts';
import { isLasting, isWrite, type Step } from './step.ts';

/** The backend's settings, which last as long as the scope. */
export interface Backend extends AsyncDisposable {
  readonly settings: Readonly<Record<string, string>>;
}

/** Kills workers at so many steps of each kind of work on issues, and with `inJail` of one whose tests are run. */
export function killImplementing(
  open: () => Promise<Backend>,
  count: number,
  { inJail }: { readonly inJail: boolean },
): void {
  killing('an issue leaves one branch, one commit, one draft and one status comment', open, {
    play: implementing(onPage),
    promised: onPage.promised,
    isChosen: isWrite,
    isSure,
    count,
  });
  killing('a review of a draft leaves one commit and one answer to each remark', open, {
    play: revising,
    promised: heeded,
    isChosen: isWrite,
    isSure,
    count,
  });
  if (!inJail) return;
  killing('an issue, with its tests in the jail, leaves one of everything as well', open, {
    play: implementing(tested),
    promised: tested.promised,
    isChosen: () => true,
    isSure,
    count: Math.ceil(count / 2),
  });
}

function killing<Thing, Result>(
  name: string,
  open: () => Promise<Backend>,
  killing: Killing<Thing, Result>,
): void {
  test(name, async (t) => {
    await using backend = await open();
    await killAt(killing, t, backend.settings);
  });
}

/** How often a status comment is edited depends on how long the work takes: its first edit alone is sure to come. */
function isSure(step: Step): boolean {
  return isLasting(step) && (step.nth === 1 || !drawing.test(step.name));
}

const drawing = /updateComment|showNow|statusOf|PATCH .*\/issues\/comments\//;
