import type { Progress, Run, RunState } from '../core/run.ts';

export interface CheckText {
  /** One line. */
  readonly title: string;
  /** Markdown, never empty: GitHub refuses a check run without it. */
  readonly summary: string;
}

/** A run as its check shows it. */
export function checkText(run: Pick<Run, 'state' | 'progress'>): CheckText {
  const { state } = run;
  switch (state.is) {
    case 'queued':
      return { title: 'Queued', summary: 'This commit is next as soon as a worker is free.' };
    case 'working':
      return working(state.phase, run.progress);
    case 'waiting':
      return { title: 'Waiting', summary: `${state.reason}\n\nIt is tried again without anybody's help.` };
    case 'asking':
      return { title: 'A question for you', summary: `${state.question}\n\nAnswer in a comment.` };
    case 'paused':
      return { title: 'Paused', summary: 'Somebody asked Patchwright to pause here. Ask again to go on.' };
    case 'ended':
      return ended(state);
  }
}

function working(phase: string, { counts, plan }: Progress): CheckText {
  const done = counts['done'];
  const of = counts['of'];
  const title = phase === '' ? 'At work' : phase.charAt(0).toUpperCase() + phase.slice(1);
  const far = done === undefined || of === undefined ? '' : ` (${done} of ${of} done)`;
  const steps = plan.map((step) => `- ${step}`).join('\n');
  return {
    title: `${title}${far}`,
    summary: steps === '' ? 'Patchwright is at work on this commit.' : steps,
  };
}

/** A run that did its work brings its own title, in the first line of what it says. */
function ended({ how, reason }: Extract<RunState, { is: 'ended' }>): CheckText {
  switch (how) {
    case 'done':
    case 'blocked':
      return titled(reason, 'Done');
    case 'partial':
      return titled(reason, 'Done in part');
    case 'refused':
      return { title: 'Not done', summary: reason };
    case 'superseded':
      return {
        title: 'Superseded',
        summary: 'A newer commit is looked at instead. Nothing needs to be done.',
      };
    case 'cancelled':
      return { title: 'Stopped', summary: reason };
    case 'dead':
      return { title: 'Could not be finished', summary: reason };
  }
}

function titled(reason: string, otherwise: string): CheckText {
  const [title = '', ...rest] = reason.trim().split('\n');
  const summary = rest.join('\n').trim();
  if (title === '') return { title: otherwise, summary: `${otherwise}.` };
  return { title, summary: summary === '' ? title : summary };
}
