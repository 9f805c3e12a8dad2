import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { droppedAnswer } from '../../src/text/dropped.ts';
import { unansweredText } from '../../src/text/revise.ts';

suite('to what nobody came to answer', () => {
  const ended = { is: 'limit', which: 'steps', most: 250 } as const;

  test('is said what became of it, and how to have it looked at anew', () => {
    assert.equal(
      unansweredText(ended, { isChanged: false, isInThread: true }),
      'The work ended before this was answered: nothing was changed for it. The work reached its limit of 250 steps. Comment `/revise` and what is left to do. Reply here to have it looked at anew.',
    );
  });

  test('is said otherwise where something was changed, and where a reply would reach nobody', () => {
    assert.equal(
      unansweredText(null, { isChanged: true, isInThread: false }),
      'The work ended before this was answered: see the commits for what was done. Say it again behind `/revise` to have it looked at anew.',
    );
  });
});

test('what was not done is told with one way on', () => {
  assert.equal(
    droppedAnswer('the head has moved'),
    'Not done: the head has moved. Ask again if it is still wanted.',
  );
  assert.equal(
    droppedAnswer('The branch is protected. Let this app bypass that, then ask again.'),
    'Not done: The branch is protected. Let this app bypass that, then ask again.',
  );
});
