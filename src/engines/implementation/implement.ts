import type { Aim } from '../../agent/aim.ts';
import { pursue } from '../../agent/pursue.ts';
import { editTool } from '../../agent/tools/edit.ts';
import { readingTools } from '../../agent/tools/read.ts';
import { searchingTools } from '../../agent/tools/search.ts';
import type { Pursued } from '../../agent/ending.ts';
import type { Tool } from '../../agent/tool.ts';
import type { Implemented, Spent } from '../../core/implemented.ts';
import { decidingTools } from './deciding.ts';
import { desk } from './desk.ts';
import { Handed } from './handed.ts';
import { keptWork } from './notes.ts';
import type { AskedIssue, ImplementationParts, ImplementationRequest } from './parts.ts';
import { askedText, implementSystem, implementTask, interestOf, wishSections } from './prompt.ts';
import { reportOf, spentOn, unfinished } from './report.ts';
import { reproduceTool } from './reproducing.ts';
import { runningTools } from './running.ts';
import { submitTool } from './submitting.ts';
import { openWork, tell, type Work } from './work.ts';

/**
 * Does what an issue asks for, with a model that reads, edits and runs: a change with what was verified of it, one question, or why
 * not. What ends the work early leaves what there is by then. Throws Failure as `pursue`.
 */
export async function implement(
  request: ImplementationRequest,
  parts: ImplementationParts,
): Promise<Implemented> {
  if (saysNothing(request)) return { is: 'declined', because: { is: 'no-instruction' }, spent: nothingSpent };
  await using room = new AsyncDisposableStack();
  const { issue, answers, baseSha: sha } = request;
  const asked = askedText(issue, answers);
  const wish = wishSections(issue, answers);
  const assignment = {
    name: 'implement',
    sha,
    asked,
    wish,
    terms: request,
    isProofDue: true,
    given: new Map(),
    proofs: [],
  };
  const work = openWork(assignment, parts, room);
  await tell(work, 'looking');
  const task = implementTask(request, await mapFor(work));
  const tools = [...workingTools(work), ...decidingTools(work), submitTool(work, null)];
  const pursued = await pursueWork({ system: implementSystem, task, tools }, work);
  return await implemented(pursued, issue, work);
}

/** Letters that an instruction has at the least. */
const fewest = 8;

function saysNothing({ issue, answers }: ImplementationRequest): boolean {
  const letters = askedText(issue, answers).match(/\p{L}/gu) ?? [];
  return letters.length < fewest;
}

const nothingSpent: Spent = { steps: 0, tokensIn: 0, tokensCached: 0, tokensOut: 0, usd: null, ms: 0 };

const mapTokens = 1_500;

/** The symbols that matter most to what was asked for. */
export function mapFor({ asked, parts }: Work): Promise<string> {
  const { workspace, models, steps } = parts;
  const interest = interestOf(asked, workspace.files());
  const size = { tokens: mapTokens, count: (text: string) => models.strong.count(text) };
  return workspace.map(interest, size, steps.signal);
}

/** Tools to look, to edit, to run and to show what the issue is about. */
export function workingTools(work: Work): readonly Tool<never>[] {
  const own = desk(work);
  return [
    ...readingTools(own),
    ...searchingTools(own),
    onceDecided(editTool(own), work),
    ...runningTools(work),
    reproduceTool(work),
  ];
}

/** Nothing is changed before it is clear that it should be. */
function onceDecided(tool: Tool<never>, { notes }: Work): Tool<never> {
  return {
    ...tool,
    call: (input, context) =>
      notes.kind === null
        ? Promise.resolve({ is: 'failed', pieces: ['Not done: decide first, with plan, ask or decline.'] })
        : tool.call(input, context),
  };
}

const remedy =
  'Bring what you have into a state that holds, and submit it: say in "not_done" what is missing. What is not submitted is kept as it is, and marked as incomplete.';

/** The conversation in which the work is done. */
export function pursueWork(
  { system, task, tools }: Pick<Aim<Handed>, 'system' | 'task' | 'tools'>,
  { name, terms, parts, notes }: Work,
): Promise<Pursued<Handed>> {
  const { models, steps, transcript, clock, mail, workspace } = parts;
  const { signal, once } = steps;
  return pursue<Handed>(
    {
      name,
      system,
      task,
      tools,
      value: Handed,
      answer: () => ({
        is: 'fault',
        fault: 'Call a tool: submit hands the work in, and words alone do nothing.',
      }),
      remedy,
      limits: terms.limits,
      stops: [],
    },
    {
      model: models.strong,
      signal,
      once,
      clock,
      mail,
      ...transcript,
      workplace: keptWork(workspace, notes),
      place: 0,
    },
  );
}

async function implemented(pursued: Pursued<Handed>, issue: AskedIssue, work: Work): Promise<Implemented> {
  const { handIn, ending } = pursued;
  const spent = spentOn(pursued, work);
  if (handIn?.is === 'question') return { ...handIn, spent };
  if (handIn?.is === 'declined') return { ...handIn, spent };
  const ended = unfinished(ending) ?? { is: 'not-mended' as const };
  if (work.parts.workspace.changes().length === 0) return { is: 'nothing', ended, spent };
  const report = await reportOf(pursued, steadFor(issue), work);
  return report.changes.length === 0 ? { is: 'nothing', ended, spent } : { is: 'draft', ...report };
}

const longestTitle = 72;

/** What a draft says that nobody has described. */
function steadFor({ number, title }: AskedIssue) {
  const name = `${number === null ? '' : `Work on #${number}: `}${title.replaceAll(/\s+/g, ' ').trim()}`;
  const isLong = name.length > longestTitle;
  return {
    title: isLong ? `${name.slice(0, longestTitle - 1).trimEnd()}…` : name,
    summary: 'The work ended before it was described: see the change itself.',
  };
}
