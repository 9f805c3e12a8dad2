import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Canceller, TransientReason, UserReason, Why } from '../../src/core/failure.ts';
import { bugSentence } from '../../src/text/bug.ts';
import { failureSentence, ownFailureSentence, withheld } from '../../src/text/failures.ts';

type Facts<Union extends { is: string }> = {
  [Is in Union['is']]: readonly [Extract<Union, { is: Is }>, string];
};

const user: Facts<UserReason> = {
  'needs-permission': [
    { is: 'needs-permission', command: 'review', needs: 'author', login: 'mallory' },
    "`/review` can be asked for by the pull request's author and people with triage permission, and mallory is not among them. Somebody who is can ask instead.",
  ],
  'bad-arguments': [
    { is: 'bad-arguments', command: 'review', usage: '/review [--full]', fault: 'there is no option --all.' },
    '`/review` was not understood: there is no option --all. Write it as `/review [--full]`.',
  ],
  'wrong-subject': [
    { is: 'wrong-subject', command: 'review', subjects: ['pull', 'thread'] },
    '`/review` works on pull requests and review threads only. Ask for it there.',
  ],
  'nothing-to-review': [
    { is: 'nothing-to-review', detail: 'main..main changes nothing' },
    'Main..main changes nothing.',
  ],
  'model-unreadable': [
    { is: 'model-unreadable', prompt: 'review', tries: 3, fault: 'There is no <summary> section.' },
    'The model was asked 3 times, and its answer could not be read (prompt `review`: There is no <summary> section). Ask again, or have the operator of this app try another model.',
  ],
  'model-refused': [
    { is: 'model-refused', model: 'big-1', detail: 'content policy' },
    'The model `big-1` declined to answer: content policy. Ask again, or have the operator of this app try another model.',
  ],
  'model-setup': [
    { is: 'model-setup', detail: 'the server does not know the key' },
    'The model cannot be used as it is set up: the server does not know the key. When the operator of this app has mended that, ask again.',
  ],
  'no-model': [
    { is: 'no-model' },
    'No model is set up. When the operator of this app has set `PATCHWRIGHT_MODEL`, and `OPENAI_BASE_URL` or `OPENAI_API_KEY` for its server, ask again.',
  ],
  settings: [
    { is: 'settings', faults: ['APP_ID is not set: set it', 'PORT must be a port'] },
    'The settings are not usable yet:\n- APP_ID is not set: set it\n- PORT must be a port',
  ],
  'cannot-start': [{ is: 'cannot-start', detail: 'process 7 has the folder' }, 'Process 7 has the folder.'],
  git: [{ is: 'git', detail: '/tmp is not a git repository' }, '/tmp is not a git repository.'],
  gone: [
    { is: 'gone', what: 'the pull request' },
    'The pull request is not there any more, or this app may not see it. Check that it exists and that the app is installed on its repository, then ask again.',
  ],
};

const transient: Facts<TransientReason> = {
  'github-unavailable': [
    { is: 'github-unavailable', detail: '502' },
    'GitHub does not answer as it should (502). If that lasts, ask again later.',
  ],
  'github-limit': [
    { is: 'github-limit', detail: 'secondary limit' },
    'GitHub asks this app to send fewer requests (secondary limit). If that lasts, ask again later.',
  ],
  'model-unavailable': [
    { is: 'model-unavailable', detail: 'connection refused' },
    "The model's server does not answer as it should (connection refused). If that lasts, ask again later.",
  ],
  'delivery-in-doubt': [
    { is: 'delivery-in-doubt', what: 'review' },
    'GitHub left open whether it took the review. If it does not appear, ask again.',
  ],
  'git-unavailable': [
    { is: 'git-unavailable', detail: 'time-out' },
    'The repository could not be fetched (time-out). If that lasts, ask again later.',
  ],
  busy: [
    { is: 'busy', detail: 'the database is away' },
    'Patchwright is busy (the database is away). If that lasts, ask again later.',
  ],
};

const cancelled: Facts<Canceller> = {
  person: [
    { is: 'person', login: 'octocat' },
    'Stopped by octocat. What was done is kept; comment `/continue` to go on with it.',
  ],
  closed: [{ is: 'closed' }, 'Stopped, because this was closed. Reopen it to have it looked at again.'],
  'issue-closed': [
    { is: 'issue-closed' },
    'Stopped, because the issue was closed. Reopen it and comment `/continue` to go on with it.',
  ],
  draft: [
    { is: 'draft' },
    'Stopped, because the pull request is a draft again. Mark it as ready for review to have it looked at.',
  ],
  shutdown: [
    { is: 'shutdown' },
    'The worker was shut down, and another one goes on with the work. Nothing needs to be done.',
  ],
};

const cases: readonly (readonly [string, Why, string])[] = [
  ...Object.values(user).map(
    ([reason, sentence]) => [reason.is, { kind: 'user', reason }, sentence] as const,
  ),
  ...Object.values(transient).map(
    ([reason, sentence]) => [reason.is, { kind: 'transient', reason, retryAfterMs: 0 }, sentence] as const,
  ),
  ...Object.values(cancelled).map(
    ([by, sentence]) => [`cancelled: ${by.is}`, { kind: 'cancelled', by }, sentence] as const,
  ),
  ['stale', { kind: 'stale' }, 'A newer commit is looked at instead. Nothing needs to be done.'],
  [
    'too-large',
    { kind: 'budget', reason: { is: 'too-large', what: 'the diff', limit: '20 MB' } },
    'The diff is more than one request may take (20 MB). Split it, or have the operator of this app raise the limit.',
  ],
];

suite('a failure is told in a sentence', () => {
  for (const [name, why, sentence] of cases) {
    test(name, () => {
      assert.equal(failureSentence(why), sentence);
    });
  }

  test('that is the same whether a detail brings its full stop or not', () => {
    assert.equal(
      failureSentence({
        kind: 'user',
        reason: { is: 'git', detail: 'unknown revision: abc. Did you mean abd?' },
      }),
      'Unknown revision: abc. Did you mean abd?',
    );
  });

  test('to an operator without sending them to one', () => {
    const reasons: readonly UserReason[] = [
      { is: 'model-setup', detail: 'the server does not know the key.' },
      { is: 'no-model' },
      { is: 'git', detail: 'unknown revision: abc' },
    ];
    assert.deepEqual(
      reasons.map((reason) => ownFailureSentence({ kind: 'user', reason })),
      [
        'The model cannot be used as it is set up: the server does not know the key.',
        'No model is set up: name one with `--model` or `PATCHWRIGHT_MODEL`, and set `OPENAI_BASE_URL` or `OPENAI_API_KEY` for its server.',
        'Unknown revision: abc.',
      ],
    );
  });

  test('a bug names its reference and blames nobody', () => {
    assert.equal(
      bugSentence('k3f9'),
      'Something broke on our side; nobody here did anything wrong. Ask again, and if that does not help, give the operator of this app the reference `k3f9`.',
    );
  });

  test('a text that was held back says so', () => {
    assert.equal(
      withheld(),
      'What Patchwright was going to say here held something that looks like a secret of its own, so it was withheld. The operator of this app finds more in its log.',
    );
  });
});
