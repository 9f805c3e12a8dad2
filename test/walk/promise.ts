import type { Delivery } from '../../playground/github/state.ts';
import { parseEvent } from '../../src/adapters/github/events.ts';
import { commands } from '../../src/commands/index.ts';
import { plan } from '../../src/intake/plan.ts';
import type { OutcomeRow } from '../../src/ports/ledger.ts';
import { type Ground, repository } from './ground.ts';
import { type Model, mostReviews, type PullModel } from './model.ts';

/** What is wrong at a quiet point: nothing, where the promise is kept. */
export function broken(
  model: Model,
  ground: Ground,
  outcomes: readonly (OutcomeRow | null)[],
): readonly string[] {
  return [
    ...ground.watch.stale,
    ...outcomes.flatMap((row) => brokenOutcome(row, ground)),
    ...openChecks(ground),
    ...doubles(ground),
    ...model.pulls.flatMap((pull) => brokenPull(pull, ground)),
  ];
}

/** The ids of the jobs that the webhooks GitHub knows to be taken must have led to, each once. */
export function jobsTaken({ world: { github } }: Ground): readonly string[] {
  const us = { appId: github.app.id, botLogin: `${github.app.slug}[bot]`, markerSecret: '' };
  const heads = commands.map(({ head }) => head);
  const ids = github.webhooks.deliveries.filter(isTaken).flatMap(({ guid, event, payload }) => {
    const heard = parseEvent(event, payload, us);
    if (heard.is !== 'event') return [];
    return plan(heard.event, { kind: 'delivery', id: guid, ...heard.cause }, heads)?.id ?? [];
  });
  return [...new Set(ids)];
}

export function isTaken({ outcome }: Pick<Delivery, 'outcome'>): boolean {
  return outcome.kind === 'answered' && outcome.code >= 200 && outcome.code < 300;
}

/** One outcome, and the same one for good. */
function brokenOutcome(row: OutcomeRow | null, { outcomes }: Ground): readonly string[] {
  if (row === null) return ['a webhook that was answered 2xx has no outcome'];
  const before = outcomes.get(row.id);
  if (before !== undefined && before !== JSON.stringify(row)) return [`the outcome has changed: ${before}`];
  return row.outcome === 'heard' ? [] : [`a webhook ended as ${row.outcome}: ${row.detail}`];
}

function openChecks({ world }: Ground): readonly string[] {
  return [...world.github.state.data.checkRuns.values()]
    .filter(({ status }) => status !== 'completed')
    .map(({ headSha, status }) => `a check on ${headSha.slice(0, 7)} is ${status}`);
}

const marker = /<!-- patchwright:v1 [^>]*-->$/;

/** Each thing that we post carries the key of its effect: the same key twice is the same thing twice. */
function doubles({ world }: Ground): readonly string[] {
  const { reviews, comments, checkRuns } = world.github.state.data;
  const posts = [...reviews.values(), ...comments.values()].flatMap(
    ({ body }) => marker.exec(body)?.[0] ?? [],
  );
  const keys = [...posts, ...[...checkRuns.values()].map(({ externalId }) => `check ${externalId}`)];
  return keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `posted twice: ${key}`);
}

function brokenPull(pull: PullModel, ground: Ground): readonly string[] {
  const faults = [
    ...unreviewed(pull, ground),
    ...tooOften(pull, ground),
    ...notAgain(pull, ground),
    ...misplaced(pull, ground),
    ...wrongAnswers(pull, ground),
  ];
  return faults.map((fault) => `#${pull.number}: ${fault}`);
}

/** The head of an open, ready pull request has been reviewed, and its check says so. */
function unreviewed(pull: PullModel, ground: Ground): readonly string[] {
  if (!isLookedAt(pull) || isReviewed(pull, ground)) return [];
  const [check] = ground.world.github.state.checkRuns({ repository, number: pull.number });
  const reviews = reviewsByHead(pull, ground).get(pull.head) ?? 0;
  return [
    `the head ${pull.head.slice(0, 7)} has ${reviews} reviews, its check is ${check?.conclusion} (${check?.title})`,
  ];
}

function isLookedAt({ isOpen, isDraft }: PullModel): boolean {
  return isOpen && !isDraft;
}

function isReviewed(pull: PullModel, ground: Ground): boolean {
  const [check] = ground.world.github.state.checkRuns({ repository, number: pull.number });
  return check?.conclusion === 'neutral' && reviewsByHead(pull, ground).has(pull.head);
}

/** Whether a review that was asked for may have been put off, by what closed the pull request or makes it a draft. */
export function isDue(pull: PullModel, ground: Ground): boolean {
  if (isLookedAt(pull)) return false;
  const { again, renewals } = pull.asks;
  return pull.isDue || renewals > 0 || (again > 0 && !isReviewed(pull, ground));
}

export function reviewsByHead(pull: PullModel, { world }: Ground): ReadonlyMap<string, number> {
  const reviews = world.github.state.reviews({ repository, number: pull.number });
  const byHead = Map.groupBy(reviews, ({ commitId }) => commitId);
  return new Map([...byHead].map(([head, posted]) => [head, posted.length]));
}

/** For each of its heads the checks that do not tell of an end before a review's own. */
export function endsByHead({ heads }: PullModel, { world }: Ground): ReadonlyMap<string, number> {
  const checks = [...world.github.state.data.checkRuns.values()].filter(
    ({ headSha, conclusion, title }) =>
      heads.includes(headSha) && conclusion === 'neutral' && title !== 'Could not be finished',
  );
  const byHead = Map.groupBy(checks, ({ headSha }) => headSha);
  return new Map([...byHead].map(([head, ended]) => [head, ended.length]));
}

function tooOften(pull: PullModel, ground: Ground): readonly string[] {
  return [
    ...beyond(pull, pull.reviewed, reviewsByHead(pull, ground)).map((much) => `new reviews: ${much}`),
    ...beyond(pull, pull.ended, endsByHead(pull, ground)).map((much) => `new checks of reviews: ${much}`),
  ];
}

function beyond(
  pull: PullModel,
  before: ReadonlyMap<string, number>,
  now: ReadonlyMap<string, number>,
): readonly string[] {
  return [...now].flatMap(([head, times]) => {
    const newOnes = times - (before.get(head) ?? 0);
    const most = mostReviews(pull, head);
    return newOnes <= most ? [] : [`${newOnes} on ${head.slice(0, 7)}, ${most} at most were asked for`];
  });
}

/** Who asks again has it reviewed again, though perhaps without news, unless what was asked about was taken back, or is a draft that has moved on since. */
function notAgain(pull: PullModel, ground: Ground): readonly string[] {
  const { again, drafts } = pull.asks;
  if (again === 0 || drafts > 0 || pull.hasBeenClosed || !isLookedAt(pull)) return [];
  const reviews = sum(endsByHead(pull, ground)) - sum(pull.ended);
  return reviews > 0 ? [] : [`asked for again ${again} times, and not reviewed again`];
}

function sum(numbers: ReadonlyMap<string, number>): number {
  return [...numbers.values()].reduce((total, number) => total + number, 0);
}

/** The first review of a head has its one comment, on the line that the model quoted; a later one need not say it again. */
function misplaced(pull: PullModel, { world, lines }: Ground): readonly string[] {
  const seen = new Set<string>();
  return world.github.state.reviews({ repository, number: pull.number }).flatMap(({ commitId, comments }) => {
    const isFirst = !seen.has(commitId);
    seen.add(commitId);
    const places = comments
      .map(({ thread: { path, original } }) => `${path} ${original.side} ${original.line}`)
      .join();
    const wanted = `math.js RIGHT ${lines.get(commitId)}`;
    return places === wanted || (places === '' && !isFirst)
      ? []
      : [`a review of ${commitId.slice(0, 7)} is on ${places}, not ${wanted}`];
  });
}

/** Each refusal is said once; help may answer several at once who ask at the same time. */
function wrongAnswers(pull: PullModel, ground: Ground): readonly string[] {
  const { refused, help } = answersOn(pull, ground);
  const { asks, answers } = pull;
  const newHelp = help - answers.help;
  const isHelped = newHelp <= asks.help && (asks.help === 0 || newHelp > 0);
  const newRefusals = refused - answers.refused;
  const [least, most] = refusals(pull);
  return [
    ...(least <= newRefusals && newRefusals <= most
      ? []
      : [`${newRefusals} refusals instead of ${least} to ${most}`]),
    ...(isHelped ? [] : [`${newHelp} times help, asked for ${asks.help} times`]),
  ];
}

/** How many there must be and may be: a comment that asks for a review is refused where it is heard while the pull request is closed. */
function refusals({ asks, hasBeenOpen, hasBeenClosed }: PullModel): readonly [number, number] {
  const { refused, inWords } = asks;
  return [refused + (hasBeenOpen ? 0 : inWords), refused + (hasBeenClosed ? inWords : 0)];
}

/** What the app said in comments, by what it says. */
export function answersOn({ number }: PullModel, { world }: Ground): PullModel['answers'] {
  const own = world.comments({ repository, number }).filter(({ author }) => author.endsWith('[bot]'));
  const help = own.filter(({ body }) => body.startsWith('**What you can ask for**')).length;
  return { refused: own.length - help, help };
}
