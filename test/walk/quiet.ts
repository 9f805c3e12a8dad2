import { setTimeout as pause } from 'node:timers/promises';
import type { Books } from './books.ts';
import { type Ground, repository } from './ground.ts';
import { type Model, noAsks } from './model.ts';
import { answersOn, broken, endsByHead, isDue, isTaken, jobsTaken, reviewsByHead } from './promise.ts';

/** Lets everything come to rest, with nothing in its way any more, and holds what there is then against the promise. */
export async function quiet(model: Model, ground: Ground): Promise<void> {
  await clearTheWay(model, ground);
  const { outcomes } = await rest(model, ground);
  const faults = broken(model, ground, outcomes);
  if (faults.length > 0) throw new Error(`The promise is broken:\n${faults.join('\n')}\n\n${told(ground)}`);
  ground.figures.quietPoints += 1;
  for (const row of outcomes) if (row !== null) ground.outcomes.set(row.id, JSON.stringify(row));
  for (const pull of model.pulls) {
    pull.isDue = isDue(pull, ground);
    pull.hasBeenOpen = pull.isOpen;
    pull.hasBeenClosed = !pull.isOpen;
    pull.asks = noAsks;
    pull.reviewed = reviewsByHead(pull, ground);
    pull.ended = endsByHead(pull, ground);
    pull.answers = answersOn(pull, ground);
  }
}

async function clearTheWay(model: Model, ground: Ground): Promise<void> {
  const { relay } = ground;
  if (model.app === 'away') await ground.arrive();
  await relay.release([0]);
  relay.mend();
  Object.assign(model, { app: 'there', relay: 'passing', kills: 0 });
}

const patienceMs = 180_000;

/** At rest are a GitHub all of whose webhooks were taken and an app without jobs and open runs, twice in a row. */
async function rest(model: Model, ground: Ground): Promise<Books> {
  const until = performance.now() + patienceMs;
  for (let times = 0; ;) {
    const unsure = webhooksUntaken(ground);
    const books = await booksNow(model, ground, unsure);
    const areTaken = unsure.every((guid) => books.heard.includes(guid));
    times = areTaken && books.jobsLeft === 0 && books.openRuns.length === 0 ? times + 1 : 0;
    if (times === 2) return books;
    if (performance.now() > until)
      throw new Error(`It does not come to rest: ${unrest(unsure, books)}\n\n${told(ground)}`);
    await pause(50);
  }
}

function booksNow(model: Model, ground: Ground, unsure: readonly string[]): Promise<Books> {
  const { id } = ground.world.github.state.repository(repository);
  return ground.home.books({
    webhooks: unsure,
    jobs: jobsTaken(ground),
    pulls: model.pulls.map(({ number }) => ({ repositoryId: id, number })),
  });
}

/** The webhooks that GitHub knows of nobody to have taken: the app may have, when its answer came too late or was lost. */
function webhooksUntaken({ world }: Ground): readonly string[] {
  const attempts = Map.groupBy(world.github.webhooks.deliveries, ({ guid }) => guid);
  const untaken = [...attempts].filter(
    ([, all]) => !all.some(isTaken) || all.some(({ outcome }) => outcome.kind === 'under-way'),
  );
  return untaken.map(([guid]) => guid);
}

function unrest(unsure: readonly string[], { heard, jobsLeft, openRuns }: Books): string {
  const untaken = unsure.filter((guid) => !heard.includes(guid));
  return `webhooks not taken: ${untaken.length}; ${jobsLeft} jobs left; open runs: ${JSON.stringify(openRuns)}`;
}

function told({ trace }: Ground): string {
  return trace.lines.slice(-400).join('\n');
}
