import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { noProgress, type RunState } from '../../src/core/run.ts';
import { checkText } from '../../src/text/check.ts';

function shown(state: RunState, progress = noProgress): { title: string; summary: string } {
  return checkText({ state, progress });
}

suite('the check of a run', () => {
  test('that nobody has taken up yet', () => {
    assert.deepEqual(shown({ is: 'queued' }), {
      title: 'Queued',
      summary: 'This commit is next as soon as a worker is free.',
    });
  });

  test('at work', () => {
    assert.deepEqual(shown({ is: 'working', phase: 'reading' }), {
      title: 'Reading',
      summary: 'Patchwright is at work on this commit.',
    });
  });

  test('at work, before it has said on what', () => {
    assert.equal(shown({ is: 'working', phase: '' }).title, 'At work');
  });

  test('at work, with counts and a plan', () => {
    const progress = {
      ...noProgress,
      counts: { done: 1, of: 3 },
      plan: ['Read the change', 'Ask the model'],
    };
    assert.deepEqual(shown({ is: 'working', phase: 'reviewing' }, progress), {
      title: 'Reviewing (1 of 3 done)',
      summary: '- Read the change\n- Ask the model',
    });
  });

  test('that waits for something outside', () => {
    assert.deepEqual(shown({ is: 'waiting', reason: 'GitHub does not answer.' }), {
      title: 'Waiting',
      summary: "GitHub does not answer.\n\nIt is tried again without anybody's help.",
    });
  });

  test('that has a question', () => {
    assert.deepEqual(shown({ is: 'asking', question: 'Which of the two?' }), {
      title: 'A question for you',
      summary: 'Which of the two?\n\nAnswer in a comment.',
    });
  });

  test('that is paused', () => {
    assert.deepEqual(shown({ is: 'paused' }), {
      title: 'Paused',
      summary: 'Somebody asked Patchwright to pause here. Ask again to go on.',
    });
  });

  const reason = '2 findings in 3 files\n\n**Looked at**\n\n- `a.ts`';
  const ends: Record<string, readonly [RunState, string, string]> = {
    done: [{ is: 'ended', how: 'done', reason }, '2 findings in 3 files', '**Looked at**\n\n- `a.ts`'],
    'done, in one line': [
      { is: 'ended', how: 'done', reason: 'Nothing to review' },
      'Nothing to review',
      'Nothing to review',
    ],
    'done without a word': [{ is: 'ended', how: 'done', reason: '' }, 'Done', 'Done.'],
    'done in part': [
      { is: 'ended', how: 'partial', reason: '4 of 9 files are left' },
      '4 of 9 files are left',
      '4 of 9 files are left',
    ],
    'done in part without a word': [
      { is: 'ended', how: 'partial', reason: '' },
      'Done in part',
      'Done in part.',
    ],
    refused: [{ is: 'ended', how: 'refused', reason: 'No model.' }, 'Not done', 'No model.'],
    superseded: [
      { is: 'ended', how: 'superseded', reason: '' },
      'Superseded',
      'A newer commit is looked at instead. Nothing needs to be done.',
    ],
    cancelled: [{ is: 'ended', how: 'cancelled', reason: 'Stopped by me.' }, 'Stopped', 'Stopped by me.'],
    dead: [
      { is: 'ended', how: 'dead', reason: 'Something broke.' },
      'Could not be finished',
      'Something broke.',
    ],
  };
  for (const [name, [state, title, summary]] of Object.entries(ends)) {
    test(`that is ${name}`, () => {
      assert.deepEqual(shown(state), { title, summary });
    });
  }
});
