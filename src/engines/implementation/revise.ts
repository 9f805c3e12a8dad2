import { diffText } from '../../core/change-diff.ts';
import { codeSpan } from '../../core/fence.ts';
import type { Pursued } from '../../agent/ending.ts';
import type { Revised } from '../../core/implemented.ts';
import { wrapped } from '../review/background.ts';
import { planTool } from './deciding.ts';
import type { Handed } from './handed.ts';
import { mapFor, pursueWork, workingTools } from './implement.ts';
import type { ImplementationParts, Occasion, RevisionRequest } from './parts.ts';
import {
  askedText,
  contextSections,
  groundSections,
  mapSection,
  reviseSystem,
  wishSections,
} from './prompt.ts';
import { reportOf, spentOn, unfinished } from './report.ts';
import { submitTool } from './submitting.ts';
import { openWork, tell, type Work } from './work.ts';
import type { Files } from './workshop.ts';

/**
 * Goes on with a pull request of ours for what was said about it, what fails, or what it conflicts with: a change to its head, verified
 * as ever, answers to the threads, and the whole described anew. Throws Failure as `pursue`.
 */
export async function revise(request: RevisionRequest, parts: ImplementationParts): Promise<Revised> {
  await using room = new AsyncDisposableStack();
  const { occasion, issue, proofs, headSha: sha } = request;
  const asked = `${issue === null ? request.pull.title : askedText(issue, [])}\n\n${saidIn(occasion)}`;
  const wish = wishOf(request);
  const given = givenBy(occasion);
  const assignment = { name: 'revise', sha, asked, wish, terms: request, isProofDue: false, given, proofs };
  const work = openWork(assignment, parts, room);
  const notMerged = await merged(occasion, work);
  await tell(work, 'looking');
  const task = taskOf(request, wish, [...mapSection(await mapFor(work)), ...notMerged]);
  const tools = [...workingTools(work), planTool(work), submitTool(work, threadsIn(occasion))];
  const pursued = await pursueWork({ system: reviseSystem, task, tools }, work);
  return await revised(pursued, request, work);
}

function threadsIn(occasion: Occasion): readonly number[] {
  return occasion.is === 'remarks' ? occasion.threads.map(({ id }) => id) : [];
}

/** What those who may write say in it. */
function saidIn(occasion: Occasion): string {
  if (occasion.is !== 'remarks') return '';
  const said = occasion.threads.flatMap(({ path, comments }) =>
    comments.filter(({ isTrusted }) => isTrusted).map(({ text }) => `${path}: ${text}`),
  );
  return [occasion.body, ...said].join('\n\n');
}

/** What a merge made of files by itself: of those in conflict, all is up to whoever resolves them. */
function givenBy(occasion: Occasion): Files {
  if (occasion.is !== 'conflicts') return new Map();
  const { outcome } = occasion;
  const open = outcome.is === 'conflicts' ? outcome.paths : [];
  const whole = outcome.changes.filter(({ path }) => !open.includes(path));
  return new Map(whole.map(({ path, after }) => [path, after]));
}

/** The merge stands in the files before anybody looks at them. Sentences about what of it does not. */
async function merged(occasion: Occasion, { parts }: Work): Promise<readonly string[]> {
  if (occasion.is !== 'conflicts') return [];
  const { outcome } = occasion;
  const applied = await parts.workspace.apply(outcome.changes);
  if (applied.is === 'unapplied')
    throw new Error(`the merge does not fit ${parts.workspace.sha}: ${JSON.stringify(applied)}`);
  if (outcome.is === 'clean') return [];
  const beyond = outcome.beyond.map((path) => `- ${path}`).join('\n');
  return [
    wrapped('files with conflict markers', 'repository', 'code', outcome.paths.join('\n')),
    ...(beyond === ''
      ? []
      : [
          `These conflict in what is no text (a file deleted on one side, a mode, binary content), and are as the head has them:\n\n${wrapped('paths', 'repository', 'code', beyond)}`,
        ]),
  ];
}

/** The issue, and what is asked of the pull request now. */
function wishOf({ issue, occasion }: RevisionRequest): string {
  return [...(issue === null ? [] : [wishSections(issue, [])]), ...occasionSections(occasion)].join('\n\n');
}

function occasionSections(occasion: Occasion): readonly string[] {
  switch (occasion.is) {
    case 'remarks':
      return remarkSections(occasion);
    case 'checks':
      return occasion.failing.map(({ name, detail }) =>
        wrapped(`failing check: ${name}`, 'anyone', 'code', detail),
      );
    case 'conflicts':
      return [];
  }
}

function remarkSections({ by, body, threads }: Extract<Occasion, { is: 'remarks' }>): readonly string[] {
  const review = body.trim() === '' ? [] : [wrapped(`review by ${by}`, 'maintainer', 'prose', body)];
  const talks = threads.flatMap(({ id, path, line, comments }) => [
    `Thread ${id}, on ${wrapped('place', 'repository', 'code', line === null ? path : `${path}, line ${line}`)}:`,
    ...comments.map(({ by: who, text, isTrusted, isOurs }) =>
      wrapped(
        isOurs ? 'you' : `comment by ${who}`,
        isTrusted || isOurs ? 'maintainer' : 'anyone',
        'prose',
        text,
      ),
    ),
  ]);
  return [...review, ...talks];
}

function taskOf(request: RevisionRequest, wish: string, more: readonly string[]): string {
  const { pull, diff, issue, occasion } = request;
  return [
    ...groundSections(request),
    ...more,
    wrapped('title of your pull request', 'author', 'code', pull.title),
    wrapped('description of your pull request', 'author', 'prose', pull.body),
    wrapped('your change so far', 'author', 'code', diffText(diff).slice(0, mostShown)),
    wish,
    ...(issue === null ? [] : contextSections(issue)),
    closing(occasion),
  ].join('\n\n');
}

const mostShown = 40_000;

function closing(occasion: Occasion): string {
  switch (occasion.is) {
    case 'remarks':
      return 'Do what the review asks for, and answer each thread.';
    case 'checks':
      return 'These checks fail on your pull request. Find out why, and mend it.';
    case 'conflicts':
      return 'The base branch was merged into your pull request: its changes are in the files, with markers where both sides changed the same lines. Resolve every conflict so that both what the base wanted and what your pull request wants is kept, and no marker is left.';
  }
}

async function revised(
  pursued: Pursued<Handed>,
  { pull, occasion }: RevisionRequest,
  work: Work,
): Promise<Revised> {
  const { handIn, ending } = pursued;
  const answers = handIn?.is === 'submitted' ? handIn.answers : [];
  const isChanged = work.parts.workspace.changes().length > 0;
  if (!isChanged && answers.length === 0 && ending.is !== 'done') {
    const ended = unfinished(ending) ?? { is: 'not-mended' as const };
    return { is: 'nothing', ended, spent: spentOn(pursued, work) };
  }
  const report = await reportOf(pursued, { title: pull.title, summary: pull.body }, work);
  return { is: 'revised', answers, ...report, lookAt: [...report.lookAt, ...undecided(occasion)] };
}

/** Conflicts that no text can resolve stay as the pull request has them: somebody has to know. */
function undecided(occasion: Occasion): readonly string[] {
  if (occasion.is !== 'conflicts' || occasion.outcome.is === 'clean') return [];
  return occasion.outcome.beyond.map(
    (path) =>
      `${codeSpan(path)} conflicts with the base in what is no text, and is as this branch had it. Decide whether that is right.`,
  );
}
