import { answerTo } from '../../core/answer-to.ts';
import type { Effect, Next, Reply } from '../../core/effect.ts';
import type { Cause } from '../../core/event.ts';
import type { Generated } from '../../core/generated-tests.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import type { Subject } from '../../core/subject.ts';
import { failureSentence } from '../../text/failures.ts';
import { committed, notCommitted, outcomeOf, testsMessage } from '../../text/generate-tests.ts';
import { testsBody } from '../../text/tests.ts';

/** Where the tests go. */
export interface Scene {
  readonly subject: Subject;
  readonly cause: Cause;
  readonly pull: PullRequest;
  /** Whether verified tests are to be committed. */
  readonly commits: boolean;
}

/** A comment with the tests, or one commit and a short comment; where there are none to show, the words of the request's end alone. */
export function replyOf(generated: Generated, scene: Scene): Reply {
  if (generated.is !== 'generated')
    return { effects: [], next: { kind: 'done', note: testsBody(generated) } };
  return { effects: effectsOf(generated, scene), next: nextOf(generated) };
}

type Done = Extract<Generated, { is: 'generated' }>;

function effectsOf(done: Done, scene: Scene): readonly Effect[] {
  const { subject, pull, commits } = scene;
  const whole = testsBody(done);
  if (!commits) return [answerTo(subject, whole)];
  if (pull.isFork) return [answerTo(subject, `${notCommitted.fork}\n\n${whole}`)];
  if (done.changes.length === 0) return [answerTo(subject, `${notCommitted.nothing}\n\n${whole}`)];
  const brief = testsBody({ ...done, changes: [] });
  return [commitOf(done, scene), answerTo(subject, `${committed(pull.head.branch)}\n\n${brief}`)];
}

function commitOf({ tests, changes }: Done, { pull, cause }: Scene): Effect {
  const { id, owner, repo } = pull.ref;
  const verified = tests.filter(({ verdict }) => verdict.is === 'verified');
  return {
    kind: 'commits',
    repository: { id, owner, repo },
    branch: pull.head.branch,
    isNew: false,
    merges: null,
    expectedHead: pull.head.sha,
    ...testsMessage(verified.map(({ target }) => target.symbol)),
    coAuthor: cause.kind === 'delivery' ? { login: cause.sender.login, id: cause.sender.id } : null,
    changes,
  };
}

function nextOf(done: Done): Next {
  const note = outcomeOf(done.tests);
  if (done.ended === null) return { kind: 'done', note };
  return { kind: 'partial', left: `${note} ${failureSentence({ kind: 'budget', reason: done.ended })}` };
}
