import { readIgnored } from '../../config/git-ignore.ts';
import { readGuidance } from '../../config/guidance.ts';
import { standing } from '../../config/patterns.ts';
import { parseDiff } from '../../core/diff.ts';
import { attemptOf } from '../../core/run.ts';
import {
  type AskedIssue,
  type ImplementationParts,
  limitsOn,
  type Occasion,
  type RevisionRequest,
} from '../../engines/implementation/parts.ts';
import { textIn, type Workspace } from '../../ports/workspace.ts';
import type { Task } from '../command.ts';
import { earlierProofs } from './describe.ts';
import type { Scene } from './own-pull.ts';

/** What the engine is asked and given; its files last as long as the scope. */
interface Gathered extends AsyncDisposable {
  readonly request: RevisionRequest;
  readonly parts: ImplementationParts;
}

/** Reads the change and what it is for, and opens its files. */
export async function gather(occasion: Occasion, scene: Scene): Promise<Gathered> {
  await using room = new AsyncDisposableStack();
  const { forge, signal } = scene.task;
  const { sha } = scene.pull.head;
  const workspace = room.use(await forge.workspace(sha, signal));
  const request = await requestFor(occasion, workspace, scene);
  const kept = room.move();
  async function again(): Promise<Workspace> {
    return kept.use(await forge.workspace(sha, signal));
  }
  return {
    request,
    parts: { ...partsOf(sha, scene.task), workspace, base: again },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function requestFor(occasion: Occasion, workspace: Workspace, scene: Scene): Promise<RevisionRequest> {
  const { pull, task } = scene;
  const { forge, config, memory, signal, run } = task;
  const { ref, title, body, base, head } = pull;
  const guidance = await readGuidance((path) => forge.file(path, base.sha), config.review, []);
  return {
    headSha: head.sha,
    pull: { number: ref.number, title, body },
    diff: parseDiff(await forge.diff(base.sha, head.sha, signal)),
    issue: await issueOf(scene),
    proofs: await earlierProofs(scene),
    occasion,
    guidance: guidance.filter(({ text }) => text !== ''),
    wishes: (await memory.lessons()).map(({ text }) => text),
    isAllowed: (path) => standing(config.implement.allow, path) === 'in',
    isIgnored: await readIgnored(workspace.files(), (path) => textIn(workspace, path)),
    limits: limitsOn(attemptOf(run)),
  };
}

/** A stranger may have rewritten theirs since it was asked for: what it said then stands in the description. */
async function issueOf({ pull, task }: Scene): Promise<AskedIssue | null> {
  const [issue] = await task.forge.linkedIssues(pull.ref.number);
  if (issue === undefined || !(await task.mayWrite(issue.author))) return null;
  const { ref, title, body, author } = issue;
  return { number: ref.number, title, body, author: author.login, remarks: [] };
}

function partsOf(sha: string, task: Task<unknown>): Omit<ImplementationParts, 'workspace' | 'base'> {
  const { models, clock, syntax, signal, sandbox, config, forge, analyzers, transcript } = task;
  return {
    models,
    clock,
    syntax,
    analyzers,
    transcript,
    // What is said meanwhile is a round of its own, and answered as such.
    mail: () => Promise.resolve([]),
    lab: { sandbox, settings: config, scratch: () => forge.workspace(sha, signal) },
    steps: {
      signal,
      once: (name, inputs, schema, work) => task.once(name, inputs, schema, work),
      progress: (phase, plan, done) => task.progress(phase, { plan, stepsDone: done }),
    },
  };
}
