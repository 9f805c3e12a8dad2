import { branchNameOf } from '../../config/implement.ts';
import { answerTo, conversationOf } from '../../core/answer-to.ts';
import { slugOf } from '../../core/branch-name.ts';
import type { Effect, Next, Reply } from '../../core/effect.ts';
import { userFailure } from '../../core/failure.ts';
import type { Draft, History, Implemented } from '../../core/implemented.ts';
import type { Account } from '../../core/pull-request.ts';
import { requesterOf } from '../../core/run.ts';
import { editedMeanwhile, proposed, untouched } from '../../text/implement-status.ts';
import {
  commitBody,
  declinedText,
  draftBody,
  draftTitle,
  openLines,
  questionText,
  unfinishedText,
} from '../../text/implement.ts';
import type { Task } from '../command.ts';
import type { Asked } from './asked.ts';
import type { Base } from './base.ts';
import { type EarlierDraft, leadingFrom } from './earlier.ts';

/** Where the work goes. */
export interface Scene {
  readonly task: Task<unknown>;
  readonly asked: Asked;
  readonly base: Base;
  readonly earlier: EarlierDraft | null;
  /** Whether the issue reads otherwise than when it was asked for. */
  readonly isEdited: boolean;
}

/** A branch with one commit and its draft; or a question; or why there is neither. Throws Failure `user` where it is declined. */
export async function replyOf(implemented: Implemented, scene: Scene): Promise<Reply> {
  switch (implemented.is) {
    case 'question': {
      const { question } = implemented;
      const effects = [answerTo(scene.task.subject, questionText(implemented))];
      return { effects, next: { kind: 'ask', question } };
    }
    case 'declined':
      throw userFailure({ is: 'cannot-start', detail: declinedText(implemented.because) });
    case 'nothing':
      return {
        effects: [],
        next: { kind: 'partial', left: `${untouched} ${unfinishedText(implemented.ended)}` },
      };
    case 'draft':
      return drafted(noted(implemented, scene), scene);
  }
}

async function drafted(draft: Draft, scene: Scene): Promise<Reply> {
  const plan = draft.plan.map(({ text }) => text);
  await scene.task.progress('opening the draft', { plan, stepsDone: draft.planDone });
  return { effects: await effectsFor(draft, scene), next: nextOf(draft) };
}

function noted(draft: Draft, { isEdited }: Scene): Draft {
  return isEdited ? { ...draft, lookAt: [...draft.lookAt, editedMeanwhile] } : draft;
}

function nextOf({ incomplete }: Draft): Next {
  return incomplete === null
    ? { kind: 'done', note: proposed }
    : { kind: 'partial', left: `${unfinishedText(incomplete)} ${proposed}` };
}

async function effectsFor(draft: Draft, scene: Scene): Promise<readonly Effect[]> {
  return scene.earlier === null ? newDraft(draft, scene) : goneOnDraft(draft, scene, scene.earlier);
}

async function newDraft(draft: Draft, scene: Scene): Promise<readonly Effect[]> {
  const { task, base } = scene;
  const { number, ...repository } = conversationOf(task.subject);
  const branch = await freeBranch(scene);
  const requester = personIn(scene);
  const isAsked = requester !== null && task.config.implement.reviewer;
  return [
    commitOf(draft, scene, { branch, isNew: true, expectedHead: base.sha, changes: draft.changes }),
    {
      kind: 'draft-pull',
      repository,
      branch,
      base: base.branch,
      title: draftTitle(draft),
      body: draftBody(draft, number),
      closes: [number],
      reviewers: isAsked ? [requester.login] : [],
      history: historyOf(draft),
    },
  ];
}

/** On top of what is there, and the description anew. */
function goneOnDraft(draft: Draft, scene: Scene, { pull, changes }: EarlierDraft): readonly Effect[] {
  const { number } = conversationOf(scene.task.subject);
  const rest = leadingFrom(changes, draft.changes);
  const { branch, sha: expectedHead } = pull.head;
  const commit = commitOf(draft, scene, { branch, isNew: false, expectedHead, changes: rest });
  const [title, body] = [draftTitle(draft), draftBody(draft, number)];
  return [
    ...(rest.length === 0 ? [] : [commit]),
    { kind: 'describe', pull: pull.ref, title, body, closes: [number], history: historyOf(draft) },
  ];
}

/** From which whoever revises it goes on. */
function historyOf(draft: Draft): History {
  const { reproduction, noReproduction } = draft.verification;
  const proofs = reproduction === null ? [] : [reproduction];
  return { proofs, noProof: noReproduction, rounds: [], open: openLines(draft), opened: null };
}

type Commit = Extract<Effect, { kind: 'commits' }>;

function commitOf(
  draft: Draft,
  scene: Scene,
  where: Pick<Commit, 'branch' | 'isNew' | 'expectedHead' | 'changes'>,
): Commit {
  const { id, owner, repo } = conversationOf(scene.task.subject);
  const requester = personIn(scene);
  const isNamed = requester !== null && scene.task.config.implement.coAuthor;
  return {
    kind: 'commits',
    repository: { id, owner, repo },
    ...where,
    merges: null,
    title: draftTitle(draft),
    body: commitBody(draft),
    coAuthor: isNamed ? { login: requester.login, id: requester.id } : null,
  };
}

/** Who asked, where that is a person. */
function personIn({ task }: Scene): Account | null {
  const requester = requesterOf(task.run);
  return requester?.isBot === false ? requester : null;
}

/** The configured name, or the first with a number behind it that no branch has. */
async function freeBranch({ task, asked }: Scene): Promise<string> {
  const { number } = conversationOf(task.subject);
  const name = branchNameOf(task.config.implement.branch, { number, slug: slugOf(asked.title) });
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if ((await task.forge.branch(candidate)) === undefined) return candidate;
  }
}
