import fc from 'fast-check';
import { pullStep, type Step, step } from './deed.ts';
import { type Ground, repository } from './ground.ts';
import { ask, type Model, moveHead, newPull, type PullModel } from './model.ts';

/** How many lines stand before the one that is remarked on. */
const filler = fc.nat({ max: 9 });

const mostPulls = 3;

/** What a pull request goes through. */
export const pullSteps: fc.Arbitrary<Step>[] = [
  step({
    name: 'open',
    drawn: fc.record({ filler, isDraft: fc.boolean() }),
    can: ({ pulls }) => pulls.length < mostPulls,
    run: (model, ground, drawn) => openPull(model, ground, drawn),
  }),
  push(),
  push(),
  pullStep({
    name: 'force-push',
    drawn: filler,
    can: ({ isOpen }) => isOpen,
    run: (pull, ground, lines) => pushTo(pull, ground, lines, { from: 'refs/heads/main', force: true }),
  }),
  pullStep({
    name: 'force-push back',
    drawn: fc.nat({ max: 9 }),
    can: ({ isOpen, heads, head }) => isOpen && heads.some((one) => one !== head),
    run: (pull, ground, place) => pushBack(pull, ground, place),
  }),
  pullStep({
    name: 'close',
    drawn: fc.constant(undefined),
    can: ({ isOpen }) => isOpen,
    run: async (pull, { world }) => {
      pull.isOpen = false;
      pull.hasBeenClosed = true;
      await world.github.as('ada').close({ repository, number: pull.number });
    },
  }),
  reopen(),
  reopen(),
  pullStep({
    name: 'make a draft',
    drawn: fc.constant(undefined),
    can: ({ isDraft }) => !isDraft,
    run: async (pull, { world }) => {
      pull.isDraft = true;
      ask(pull, { drafts: 1 });
      await world.github.as('ada').convertToDraft({ repository, number: pull.number });
    },
  }),
  ready(),
  ready(),
  pullStep({
    name: 'change base',
    drawn: fc.constant(undefined),
    can: ({ isOpen }) => isOpen,
    run: async (pull, { world }) => {
      pull.base = pull.base === 'main' ? 'next' : 'main';
      // A draft is not looked at by itself, whatever it is compared with: that is left to its readiness.
      ask(pull, pull.isDraft ? { bySelf: 1, renewals: 1 } : { again: 1 });
      await world.github.as('ada').changeBase({ repository, number: pull.number }, pull.base);
    },
  }),
  rerun('re-run a check'),
  rerun('re-run all checks'),
];

/** Makes the repository with its two bases. */
export async function prepare({ world }: Ground): Promise<void> {
  const ada = world.github.as('ada');
  await ada.createRepository(repository, { files: { 'math.js': 'export const one = 1;\n' } });
  await ada.push(repository, 'next', { files: { 'other.js': 'export {};\n' } });
}

export async function openPull(
  model: Model,
  ground: Ground,
  { filler, isDraft }: { readonly filler: number; readonly isDraft: boolean },
): Promise<void> {
  const ada = ground.world.github.as('ada');
  const branch = `change-${model.pulls.length + 1}`;
  const head = await ada.push(repository, branch, changed(ground, filler));
  ground.lines.set(head, lineAfter(filler));
  const { number } = await ada.openPull(repository, { head: branch, draft: isDraft });
  model.pulls.push(newPull({ number, branch, head, isDraft }));
}

function push(): fc.Arbitrary<Step> {
  return pullStep({
    name: 'push',
    drawn: filler,
    can: ({ isOpen }) => isOpen,
    run: (pull, ground, lines) => pushTo(pull, ground, lines, {}),
  });
}

async function pushTo(pull: PullModel, ground: Ground, filler: number, how: object): Promise<void> {
  const ada = ground.world.github.as('ada');
  const head = await ada.push(repository, pull.branch, { ...changed(ground, filler), ...how });
  ground.lines.set(head, lineAfter(filler));
  moveHead(pull, head);
}

async function pushBack(pull: PullModel, { world }: Ground, place: number): Promise<void> {
  const others = pull.heads.filter((one) => one !== pull.head);
  const sha = others[place % others.length] ?? '';
  await world.github.as('ada').push(repository, pull.branch, { sha, force: true });
  moveHead(pull, sha);
}

/** Each commit divides by something else, of more than two letters, so that what is said of one has not been said of another. */
function changed({ lines }: Ground, filler: number) {
  const comments = Array.from(
    { length: filler },
    (_, index) => `// Line ${index} of commit ${lines.size}.\n`,
  );
  const by = `d${100 + lines.size}`;
  const text = `export const one = 1;\n${comments.join('')}\nexport function divide(a, ${by}) {\n  return a / ${by};\n}\n`;
  return { files: { 'math.js': text }, message: `Commit ${lines.size}` };
}

/** The number of the line that divides. */
function lineAfter(filler: number): number {
  return filler + 4;
}

function reopen(): fc.Arbitrary<Step> {
  return pullStep({
    name: 'reopen',
    drawn: fc.constant(undefined),
    can: ({ isOpen }) => !isOpen,
    run: async (pull, { world }) => {
      pull.isOpen = true;
      pull.hasBeenOpen = true;
      ask(pull, { bySelf: 1 });
      await world.github.as('ada').reopen({ repository, number: pull.number });
    },
  });
}

function ready(): fc.Arbitrary<Step> {
  return pullStep({
    name: 'make ready',
    drawn: fc.constant(undefined),
    can: ({ isDraft }) => isDraft,
    run: async (pull, { world }) => {
      pull.isDraft = false;
      ask(pull, { bySelf: 1 });
      await world.github.as('ada').markReady({ repository, number: pull.number });
    },
  });
}

/** Of any head; where there is none yet, nothing happens. */
function rerun(name: 're-run a check' | 're-run all checks'): fc.Arbitrary<Step> {
  return pullStep({
    name,
    drawn: fc.nat({ max: 9 }),
    can: ({ isOpen }) => isOpen,
    run: async (pull, { world }, place) => {
      const { state } = world.github;
      const ada = world.github.as('ada');
      const runs = [...state.data.checkRuns.values()].filter(({ headSha }) => headSha === pull.head);
      const run = runs[place % runs.length];
      if (run === undefined) return;
      ask(pull, { again: 1 });
      if (name === 're-run a check') ada.rerequestCheckRun(run.id);
      else await ada.rerequestCheckSuite(run.suiteId);
    },
  });
}
