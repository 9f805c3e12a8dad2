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
    return plan(heard.event, { kind: 'delivery', id: guid, ...heard.cause }, heads).map(({ id }) => id);
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
  if (!pull.isOpen || pull.isDraft) return [];
  const [check] = ground.world.github.state.checkRuns({ repository, number: pull.number });
  const reviews = reviewsByHead(pull, ground).get(pull.head) ?? 0;
  if (check?.conclusion === 'neutral' && reviews > 0) return [];
  return [
    `the head ${pull.head.slice(0, 7)} has ${reviews} reviews, its check is ${check?.conclusion} (${check?.title})`,
  ];
}

export function reviewsByHead(pull: PullModel, { world }: Ground): ReadonlyMap<string, number> {
  const reviews = world.github.state.reviews({ repository, number: pull.number });
  const byHead = Map.groupBy(reviews, ({ commitId }) => commitId);
  return new Map([...byHead].map(([head, posted]) => [head, posted.length]));
}

function tooOften(pull: PullModel, ground: Ground): readonly string[] {
  return [...reviewsByHead(pull, ground)].flatMap(([head, reviews]) => {
    const newOnes = reviews - (pull.reviewed.get(head) ?? 0);
    const most = mostReviews(pull, head);
    return newOnes <= most
      ? []
      : [`${newOnes} new reviews on ${head.slice(0, 7)}, ${most} at most were asked for`];
  });
}

/** Who asks again gets a new review, unless what was asked about was taken back, or is a draft that has moved on since. */
function notAgain(pull: PullModel, ground: Ground): readonly string[] {
  const { again, stops } = pull.asks;
  if (again === 0 || stops > 0 || !pull.isOpen || pull.isDraft) return [];
  const reviews = sum(reviewsByHead(pull, ground)) - sum(pull.reviewed);
  return reviews > 0 ? [] : [`asked for again ${again} times, and not reviewed again`];
}

function sum(numbers: ReadonlyMap<string, number>): number {
  return [...numbers.values()].reduce((total, number) => total + number, 0);
}

/** Each review has its one comment, on the line that the model quoted. */
function misplaced(pull: PullModel, { world, lines }: Ground): readonly string[] {
  return world.github.state.reviews({ repository, number: pull.number }).flatMap(({ commitId, comments }) => {
    const places = comments.map(
      ({ thread: { path, original } }) => `${path} ${original.side} ${original.line}`,
    );
    const wanted = `math.js RIGHT ${lines.get(commitId)}`;
    return places.join() === wanted
      ? []
      : [`a review of ${commitId.slice(0, 7)} is on ${places.join()}, not ${wanted}`];
  });
}

/** Each refusal is said once; help may answer several at once who ask at the same time. */
function wrongAnswers(pull: PullModel, ground: Ground): readonly string[] {
  const { refused, help } = answersOn(pull, ground);
  const { asks, answers } = pull;
  const newHelp = help - answers.help;
  const isHelped = newHelp <= asks.help && (asks.help === 0 || newHelp > 0);
  return [
    ...(refused - answers.refused === asks.refused
      ? []
      : [`${refused - answers.refused} refusals instead of ${asks.refused}`]),
    ...(isHelped ? [] : [`${newHelp} times help, asked for ${asks.help} times`]),
  ];
}

/** What the app said in comments, by what it says. */
export function answersOn({ number }: PullModel, { world }: Ground): PullModel['answers'] {
  const own = world.comments({ repository, number }).filter(({ author }) => author.endsWith('[bot]'));
  const help = own.filter(({ body }) => body.startsWith('**What you can ask for**')).length;
  return { refused: own.length - help, help };
}
