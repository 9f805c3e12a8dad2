import { neutraliseLine } from '../checks/markdown.ts';
import type { AnyHead } from '../core/command.ts';
import type { RepositoryRef } from '../core/pull-request.ts';
import { attemptKey, type Run, type RunState } from '../core/run.ts';
import { headOf } from '../core/subject.ts';
import type { CheckButton, CheckRun } from '../ports/forge.ts';
import { checkText } from '../text/check.ts';
import { outgoing, type WayOut } from './outgoing.ts';

export interface CheckParts {
  readonly repository: RepositoryRef;
  readonly way: WayOut;
  /** What a check that is over offers to ask for next. */
  readonly buttons: readonly CheckButton[];
}

/** The check on the head that shows the run. */
export function checkRunOf(run: Run, { repository, way, buttons }: CheckParts): CheckRun {
  const text = checkText(run);
  return {
    name: `Patchwright ${run.command}`,
    headSha: headOf(run.subject),
    key: attemptKey(run),
    state: checkState(run.state),
    title: neutraliseLine(text.title),
    summary: outgoing(text.summary, repository, way),
    buttons: isDone(run.state) ? buttons : [],
  };
}

/** The buttons of all commands that have one. */
export function buttonsOf(heads: readonly AnyHead[]): readonly CheckButton[] {
  return heads.flatMap(({ name, button }) => (button === undefined ? [] : [{ id: name, ...button }]));
}

function isDone(state: RunState): boolean {
  return state.is === 'ended' && ['done', 'blocked', 'partial'].includes(state.how);
}

/** Neutral or less, never green: only people say that a change is good. */
function checkState(state: RunState): CheckRun['state'] {
  switch (state.is) {
    case 'queued':
    case 'waiting':
      return { is: 'queued' };
    case 'working':
      return { is: 'in_progress' };
    case 'asking':
    case 'paused':
      return { is: 'completed', conclusion: 'neutral' };
    case 'ended':
      return { is: 'completed', conclusion: conclusionOf(state.how) };
  }
}

type Conclusion = 'neutral' | 'failure' | 'cancelled' | 'skipped';

function conclusionOf(how: Extract<RunState, { is: 'ended' }>['how']): Conclusion {
  switch (how) {
    case 'blocked':
      return 'failure';
    case 'done':
    case 'partial':
    case 'dead':
      return 'neutral';
    case 'refused':
      return 'skipped';
    case 'superseded':
    case 'cancelled':
      return 'cancelled';
  }
}
