import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { answered, begun, continued, type Request } from '../../src/core/request.ts';
import {
  attemptOf,
  isAskedBy,
  isOpen,
  isStillWanted,
  noProgress,
  type Run,
  runKey,
} from '../../src/core/run.ts';
import type { Subject } from '../../src/core/subject.ts';

const sender = { id: 7, login: 'ada', isBot: false };

function pull(headSha: string): Subject {
  return { kind: 'pull', ref: { id: 1, owner: 'octo', repo: 'shop', number: 5 }, headSha };
}

function request(delivery: string, headSha: string, more: Partial<Request> = {}): Request {
  return {
    command: 'review',
    args: [],
    subject: pull(headSha),
    cause: { kind: 'delivery', id: delivery, sender, installation: 3 },
    insists: false,
    asked: false,
    outdates: false,
    state: { is: 'queued' },
    shows: 'check',
    ...more,
  };
}

function opened(headSha = 'aaa'): Run {
  const run = begun(undefined, request('d1', headSha), 100);
  assert.ok(run);
  return run;
}

function ended(run: Run, how: 'done' | 'cancelled' | 'partial' | 'refused' | 'dead'): Run {
  return { ...run, state: { is: 'ended', how, reason: '' } };
}

suite('a run', () => {
  test('begins with its first generation, queued and not shown anywhere', () => {
    assert.deepEqual(opened(), {
      key: runKey(pull('aaa'), 'review'),
      generation: 1,
      command: 'review',
      args: [],
      subject: pull('aaa'),
      cause: { kind: 'delivery', id: 'd1', sender, installation: 3 },
      state: { is: 'queued' },
      door: { on: '', commentId: null, at: null },
      requester: sender,
      answers: [],
      pull: null,
      progress: noProgress,
      check: { is: 'nowhere' },
      status: { is: 'never' },
      continues: null,
      outdated: [],
      waits: 0,
      doneAt: '',
      asked: false,
      joined: 0,
      createdAt: 100,
      updatedAt: 100,
    });
  });

  test('has the same key for every head of a pull request, and another for another command', () => {
    assert.equal(runKey(pull('aaa'), 'review'), runKey(pull('bbb'), 'review'));
    assert.notEqual(runKey(pull('aaa'), 'review'), runKey(pull('aaa'), 'help'));
  });

  test('whose answer is all there is to see has no check', () => {
    assert.deepEqual(begun(undefined, request('d1', 'aaa', { shows: 'answer' }), 100)?.check, {
      is: 'never',
    });
  });

  test('is left alone by the delivery that began it, even where somebody insists', () => {
    assert.equal(begun(opened(), request('d1', 'bbb', { insists: true }), 200), undefined);
  });

  test('is joined by whatever asks for the same head while it is open', () => {
    const run = begun(opened(), request('d2', 'aaa', { insists: true }), 200);
    assert.deepEqual(run, { ...opened(), joined: 1 });
  });

  test('begins anew on the same head, although it is open, when it is compared with something else', () => {
    const changed = request('d2', 'aaa', { insists: true, outdates: true });
    assert.equal(begun(opened(), changed, 200)?.generation, 2);
    const skipped = { ...changed, state: { is: 'ended', how: 'refused', reason: 'a draft' } } as const;
    assert.equal(begun(opened(), skipped, 200)?.generation, 1);
  });

  test('is still wanted when somebody joined it and it was left before it was done', () => {
    const joined: Run = { ...opened(), joined: 1 };
    assert.equal(isStillWanted(joined), false);
    assert.equal(isStillWanted(ended(joined, 'done')), false);
    assert.equal(isStillWanted(ended(joined, 'cancelled')), true);
    assert.equal(isStillWanted(ended(opened(), 'cancelled')), false);
  });

  test('begins anew on a new head, and leaves the old check to be concluded', () => {
    const run = begun({ ...opened(), check: { is: 'known', id: 11 } }, request('d2', 'bbb'), 200);
    assert.equal(run?.generation, 2);
    const check = { is: 'known', id: 11 };
    assert.deepEqual(run.outdated, [
      { generation: 1, headSha: 'aaa', check, status: { is: 'never' }, continues: null },
    ]);
    assert.deepEqual(run.check, { is: 'nowhere' });
  });

  test('leaves nothing to conclude where the old head never had a check', () => {
    assert.deepEqual(begun(opened(), request('d2', 'bbb'), 200)?.outdated, []);
  });

  test('is not repeated on a head that it has been done on, unless somebody insists', () => {
    assert.equal(begun(ended(opened(), 'done'), request('d2', 'aaa'), 200), undefined);
    assert.equal(begun(ended(opened(), 'dead'), request('d2', 'aaa'), 200), undefined);
    assert.equal(begun(ended(opened(), 'done'), request('d2', 'aaa', { insists: true }), 200)?.generation, 2);
  });

  test('that was stopped is not begun again by what happens by itself, be it on another head', () => {
    const rests = { insists: true, rests: true };
    for (const head of ['aaa', 'bbb']) {
      assert.equal(begun(ended(opened(), 'cancelled'), request('d2', head, rests), 200), undefined);
      assert.equal(begun(ended(opened(), 'done'), request('d2', head, rests), 200)?.generation, 2);
    }
    const unfinished = ended(opened(), 'partial');
    assert.equal(begun(unfinished, request('d2', 'aaa', rests), 200), undefined);
    assert.equal(begun(unfinished, request('d2', 'bbb', rests), 200)?.generation, 2);
  });

  for (const how of ['cancelled', 'refused'] as const) {
    test(`begins anew on the same head when it had been ${how}`, () => {
      assert.equal(begun(ended(opened(), how), request('d2', 'aaa'), 200)?.generation, 2);
    });
  }

  test('does not mark the check of an ended generation as superseded', () => {
    const before: Run = { ...ended(opened(), 'done'), check: { is: 'known', id: 11 } };
    assert.deepEqual(begun(before, request('d2', 'bbb'), 200)?.outdated, []);
  });

  test('is open until it has ended', () => {
    assert.equal(isOpen(opened()), true);
    assert.equal(isOpen(ended(opened(), 'done')), false);
  });
});

suite('a run that has asked something', () => {
  const eve = { id: 9, login: 'eve', isBot: false };
  const asking: Run = {
    ...opened(),
    door: { on: 'labeled', commentId: null, at: null },
    state: { is: 'asking', question: 'Which flag?' },
    status: { is: 'known', id: 4 },
    pull: 12,
  };
  const answer = request('d2', 'aaa', {
    cause: { kind: 'delivery', id: 'd2', sender: eve, installation: 3 },
    door: { on: 'answered', commentId: 6, at: 1 },
  });

  test('goes on with the answer, for whoever asked for it, in the comment that tells how it stands', () => {
    const run = answered(asking, answer, '--version', 200);
    assert.deepEqual(run, {
      ...asking,
      generation: 2,
      continues: 1,
      cause: answer.cause,
      state: { is: 'queued' },
      answers: [{ question: 'Which flag?', answer: '--version', by: 'eve' }],
      createdAt: 200,
      updatedAt: 200,
      check: { is: 'nowhere' },
    });
    assert.deepEqual(
      [run && isAskedBy({ ...run, asked: true }, asking.cause), run?.requester],
      [true, sender],
    );
  });

  test('keeps what was answered when it asks again, or is stopped and continued', () => {
    const first = answered(asking, answer, 'Both', 200);
    assert.ok(first);
    const second = answered(
      { ...first, state: { is: 'asking', question: 'In which order?' } },
      request('d3', 'aaa'),
      'Any',
      300,
    );
    const all = [
      { question: 'Which flag?', answer: 'Both', by: 'eve' },
      { question: 'In which order?', answer: 'Any', by: 'ada' },
    ];
    assert.deepEqual(second?.answers, all);
    const stopped = ended(second ?? first, 'cancelled');
    const goneOn = continued(stopped, request('d4', 'aaa'), 400);
    assert.deepEqual([goneOn?.answers, goneOn && attemptOf(goneOn)], [all, 4]);
  });

  test('is not answered twice, nor when it has stopped asking', () => {
    assert.equal(answered({ ...asking, state: { is: 'queued' } }, answer, 'x', 200), undefined);
    assert.equal(answered(ended(asking, 'cancelled'), answer, 'x', 200), undefined);
    assert.equal(answered(undefined, answer, 'x', 200), undefined);
  });

  test('forgets the answers where the same is asked for anew', () => {
    const run = answered(asking, answer, 'Both', 200);
    assert.ok(run);
    assert.deepEqual(begun(ended(run, 'done'), request('d5', 'aaa', { insists: true }), 300)?.answers, []);
  });
});
