import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ToldThread } from '../../../src/commands/review/earlier.ts';
import { standingOf } from '../../../src/commands/review/standing.ts';
import type { Severity } from '../../../src/core/finding.ts';
import type { PullRequest } from '../../../src/core/pull-request.ts';
import type { WrittenReview } from '../../../src/ports/forge.ts';
import { liftedMessage } from '../../../src/text/standing.ts';
import { findingOf } from '../../core/finding-writer.ts';

const ref = { id: 1, owner: 'octo', repo: 'shop', number: 3 };
const pull: PullRequest = {
  ref,
  title: '',
  body: '',
  author: { id: 2, login: 'ada', isBot: false },
  state: 'open',
  base: { branch: 'main', sha: 'b' },
  head: { branch: 'next', sha: 'a' },
  isFork: false,
  isDraft: false,
  labels: [],
  changedFiles: 1,
};

function written(id: number, blocks: boolean): WrittenReview {
  return { id, key: `key-${id}`, findings: [], blocks };
}

/** A thread of ours, remembered or known by its comment alone. */
function threadOf(severity: Severity, isRemembered = true): ToldThread {
  const word = severity.charAt(0).toUpperCase() + severity.slice(1);
  const author = { id: 9, login: 'patchwright[bot]', isBot: true };
  return {
    id: 'T',
    rootCommentId: 5,
    fingerprint: 'f',
    path: 'src/a.ts',
    line: 1,
    startLine: null,
    isResolved: false,
    resolvedBy: null,
    comments: [{ id: 5, author, body: `**${word}, bug:** It breaks`, isOurs: true }],
    finding: isRemembered ? findingOf({ severity }) : null,
  };
}

function standing(
  told: readonly Severity[],
  open: readonly ToldThread[],
  wants: { readonly requestChanges?: Severity; readonly gate?: Severity },
  reviews: readonly WrittenReview[] = [],
) {
  const findings = told.map((severity) => findingOf({ severity }));
  const terms = { requestChanges: 'never', gate: 'never', ...wants } as const;
  return standingOf(findings, open, { pull, earlier: { reviews }, ...terms });
}

const nothing = { requestsChanges: false, lifted: [], fails: false };

suite('what stands in the way of merging', () => {
  test('is nothing where the repository wants nothing, however bad it is', () => {
    assert.deepEqual(standing(['critical'], [threadOf('critical')], {}), nothing);
  });

  test('is what is told now, from the severity on that the repository names', () => {
    assert.deepEqual(standing(['low', 'high'], [], { gate: 'high' }), { ...nothing, fails: true });
    assert.deepEqual(standing(['low', 'medium'], [], { gate: 'high', requestChanges: 'high' }), nothing);
    assert.deepEqual(standing(['critical'], [], { requestChanges: 'high' }), {
      ...nothing,
      requestsChanges: true,
    });
  });

  test('is also what is still open, which asks for nothing a second time', () => {
    const wants = { gate: 'high', requestChanges: 'high' } as const;
    for (const open of [threadOf('high'), threadOf('high', false)]) {
      assert.deepEqual(standing([], [open], wants, [written(4, true)]), { ...nothing, fails: true });
    }
  });

  test('goes, with each review that asked for changes, when nothing of it is left', () => {
    const reviews = [written(4, true), written(5, false), written(6, true)];
    const lifted = [4, 6].map((reviewId) => ({
      kind: 'dismiss-review',
      pull: ref,
      reviewId,
      message: liftedMessage,
    }));
    const wants = { gate: 'high', requestChanges: 'high' } as const;
    assert.deepEqual(standing(['low'], [threadOf('medium')], wants, reviews), { ...nothing, lifted });
  });

  test('goes where the repository has changed its mind', () => {
    const { lifted } = standing(['critical'], [threadOf('critical')], {}, [written(4, true)]);
    assert.equal(lifted.length, 1);
  });
});
