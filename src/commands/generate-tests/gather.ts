import { readGuidance } from '../../config/guidance.ts';
import { parseDiff } from '../../core/diff.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import { type TestParts, type TestPhase, type TestRequest, usualLimits } from '../../engines/tests/parts.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { testSteps } from '../../text/generate-tests.ts';
import type { Task } from '../command.ts';
import type { Wish } from './arguments.ts';
import { openFindings } from './open-findings.ts';
import { targetsHere } from './targets.ts';

/** What the engine is asked and given; its files last as long as the scope. */
export interface Gathered extends AsyncDisposable {
  readonly request: TestRequest;
  readonly parts: TestParts;
}

/** Reads the change, what it is for and what is said of it, and opens its files. */
export async function gather(pull: PullRequest, task: Task<Wish>): Promise<Gathered> {
  await using room = new AsyncDisposableStack();
  const { forge, signal } = task;
  const head = room.use(await forge.workspace(pull.head.sha, signal));
  const request = await requestFor(pull, head, task);
  const kept = room.move();
  return {
    request,
    parts: partsOf(task, head),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function requestFor(pull: PullRequest, head: Workspace, task: Task<Wish>): Promise<TestRequest> {
  const { forge, args, config, signal, subject, syntax } = task;
  const { title, body, author, ref, base } = pull;
  const diff = parseDiff(await forge.diff(base.sha, pull.head.sha, signal));
  const [threads, issues] = await Promise.all([forge.threads(ref.number), forge.linkedIssues(ref.number)]);
  const guidance = await readGuidance(
    (path) => forge.file(path, base.sha),
    config.review,
    diff.map(({ path }) => path),
  );
  return {
    headSha: pull.head.sha,
    diff,
    wanted: args.targets.length > 0 ? args.targets : await targetsHere(subject, { threads, head, syntax }),
    framework: args.framework,
    intent: { title, body, author: author.login, issues },
    guidance: guidance.filter(({ text }) => text !== ''),
    openFindings: openFindings(threads),
    limits: usualLimits,
  };
}

function partsOf(task: Task<Wish>, head: Workspace): TestParts {
  const { models, clock, transcript, syntax, signal, sandbox, config, forge } = task;
  return {
    models,
    clock,
    transcript,
    syntax,
    head,
    lab: { sandbox, settings: config, scratch: () => forge.workspace(head.sha, signal) },
    steps: {
      signal,
      once: (name, inputs, schema, work) => task.once(name, inputs, schema, work),
      progress: (phase, done, of) =>
        task.progress(phase, {
          plan: testSteps,
          stepsDone: stepsBefore(phase, done === of),
          counts: { done, of },
        }),
    },
  };
}

/** How many of the steps are done when the engine comes to this; the suite is run first and last. */
function stepsBefore(phase: TestPhase, isLast: boolean): number {
  switch (phase) {
    case 'setting up':
      return 0;
    case 'running the suite':
      return isLast ? 3 : 1;
    case 'writing':
    case 'judging':
      return 2;
    case 'finished':
      return testSteps.length;
  }
}
