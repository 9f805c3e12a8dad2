import { readIgnored } from '../../config/git-ignore.ts';
import { readGuidance } from '../../config/guidance.ts';
import { standing } from '../../config/patterns.ts';
import { conversationOf } from '../../core/answer-to.ts';
import { attemptOf } from '../../core/run.ts';
import {
  type ImplementationParts,
  type ImplementationRequest,
  limitsOn,
} from '../../engines/implementation/parts.ts';
import { textIn, type Workspace } from '../../ports/workspace.ts';
import type { Task } from '../command.ts';
import type { Asked } from './asked.ts';
import type { Base } from './base.ts';
import { lettersSince } from './letters.ts';
import { openShow } from './show.ts';

/** What the engine is asked and given; its files last as long as the scope. */
export interface Gathered extends AsyncDisposable {
  readonly request: ImplementationRequest;
  readonly parts: ImplementationParts;
}

/** Reads what the repository says to those who work on it, and opens its files at the base. */
export async function gather(asked: Asked, base: Base, task: Task<unknown>): Promise<Gathered> {
  await using room = new AsyncDisposableStack();
  const { forge, signal } = task;
  const workspace = room.use(await forge.workspace(base.sha, signal));
  const request = await requestFor(asked, workspace, task);
  const kept = room.move();
  async function again(): Promise<Workspace> {
    return kept.use(await forge.workspace(base.sha, signal));
  }
  return {
    request,
    parts: { ...partsOf(asked, base, task), workspace, base: again },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function requestFor(
  asked: Asked,
  workspace: Workspace,
  task: Task<unknown>,
): Promise<ImplementationRequest> {
  const { forge, config, memory, run, subject } = task;
  const { sha } = workspace;
  const guidance = await readGuidance((path) => forge.file(path, sha), config.review, []);
  return {
    baseSha: sha,
    issue: { number: conversationOf(subject).number, ...asked },
    answers: run.answers,
    guidance: guidance.filter(({ text }) => text !== ''),
    wishes: (await memory.lessons()).map(({ text }) => text),
    isAllowed: (path) => standing(config.implement.allow, path) === 'in',
    isIgnored: await readIgnored(workspace.files(), (path) => textIn(workspace, path)),
    limits: limitsOn(attemptOf(run)),
  };
}

function partsOf(
  asked: Asked,
  base: Base,
  task: Task<unknown>,
): Omit<ImplementationParts, 'workspace' | 'base'> {
  const { models, clock, syntax, signal, sandbox, config, forge, analyzers } = task;
  const show = openShow(task);
  return {
    models,
    clock,
    syntax,
    analyzers,
    transcript: show.transcript,
    mail: (after) => lettersSince(after, asked, task),
    lab: { sandbox, settings: config, scratch: () => forge.workspace(base.sha, signal) },
    steps: {
      signal,
      once: (name, inputs, schema, work) => task.once(name, inputs, schema, work),
      progress: show.progress,
    },
  };
}
