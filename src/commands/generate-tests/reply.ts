import { answerTo } from '../../core/answer-to.ts';
import type { Effect, Next, Reply } from '../../core/effect.ts';
import type { Cause } from '../../core/event.ts';
import type { Generated } from '../../core/generated-tests.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Subject } from '../../core/subject.ts';
import { failureSentence } from '../../text/failures.ts';
import {
  committed,
  notCommitted,
  notProposed,
  outcomeOf,
  proposed,
  stacked,
  testsMessage,
} from '../../text/generate-tests.ts';
import { testsBody } from '../../text/tests.ts';
import type { Goal } from './arguments.ts';

/** Where the tests go. */
export interface Scene {
  readonly subject: Subject;
  readonly cause: Cause;
  readonly pull: PullRequest;
  readonly goal: Goal;
  /** A name that no branch has. */
  readonly branch: string;
}

/** A comment with the tests; or a commit, or a draft with one, and a short comment. Where there are none to show, the words of the request's end alone. */
export function replyOf(generated: Generated, scene: Scene): Reply {
  if (generated.is !== 'generated')
    return { effects: [], next: { kind: 'done', note: testsBody(generated) } };
  return { effects: effectsOf(generated, scene), next: nextOf(generated) };
}

type Done = Extract<Generated, { is: 'generated' }>;

function effectsOf(done: Done, scene: Scene): readonly Effect[] {
  const { subject, pull, goal } = scene;
  const whole = testsBody(done);
  if (goal === 'comment') return [answerTo(subject, whole)];
  const hindrance = pull.isFork ? 'fork' : done.changes.length === 0 ? 'nothing' : null;
  if (hindrance !== null) return [answerTo(subject, `${undone[goal][hindrance]}\n\n${whole}`)];
  const brief = testsBody({ ...done, changes: [] });
  const { branch } = pull.head;
  if (goal === 'commit')
    return [commitOf(done, scene, pull.head), answerTo(subject, `${committed(branch)}\n\n${brief}`)];
  return [
    commitOf(done, scene, scene),
    draftOf(done, scene),
    answerTo(subject, `${proposed(scene.branch, branch)}\n\n${brief}`),
  ];
}

const undone = { commit: notCommitted, pull: notProposed } as const;

function draftOf(done: Done, { pull, branch, cause }: Scene): Effect {
  const base = pull.head.branch;
  return {
    kind: 'draft-pull',
    repository: repositoryOf(pull),
    branch,
    base,
    title: messageOf(done).title,
    body: `${stacked(pull.ref.number, base)}\n\n${testsBody({ ...done, changes: [] })}`,
    closes: [],
    reviewers: cause.kind === 'delivery' ? [cause.sender.login] : [],
  };
}

function repositoryOf({ ref: { id, owner, repo } }: PullRequest) {
  return { id, owner, repo };
}

function messageOf({ tests }: Done) {
  const verified = tests.filter(({ verdict }) => verdict.is === 'verified');
  return testsMessage(verified.map(({ target }) => target.symbol));
}

/** On the pull request's branch, or on one that begins at its head. */
function commitOf(done: Done, { pull, cause }: Scene, { branch }: { readonly branch: string }): Effect {
  return {
    kind: 'commits',
    repository: repositoryOf(pull),
    branch,
    isNew: branch !== pull.head.branch,
    merges: null,
    expectedHead: pull.head.sha,
    ...messageOf(done),
    coAuthor: cause.kind === 'delivery' ? { login: cause.sender.login, id: cause.sender.id } : null,
    changes: done.changes,
  };
}

function nextOf(done: Done): Next {
  const note = outcomeOf(done.tests);
  if (done.ended === null) return { kind: 'done', note };
  return { kind: 'partial', left: `${note} ${failureSentence({ kind: 'budget', reason: done.ended })}` };
}
