import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { wants } from '../../src/commands/review/wants.ts';
import { noLeeway, readRepositoryConfig } from '../../src/config/repository.ts';
import type { Event } from '../../src/core/event.ts';
import type { PullRequest } from '../../src/core/pull-request.ts';
import { notOpen, type Skip, skipSentence } from '../../src/text/skip.ts';

const ref = { id: 1, owner: 'octo', repo: 'shop', number: 7 };

const pull: PullRequest = {
  ref,
  title: 'Add division',
  body: 'As asked.',
  author: { id: 2, login: 'ada', isBot: false },
  state: 'open',
  base: { branch: 'main', sha: 'b' },
  head: { branch: 'division', sha: 'h' },
  isFork: false,
  isDraft: false,
  labels: [],
  changedFiles: 1,
};

function onPull(kind: Extract<Event['kind'], `pull-${string}`>): Event {
  return { kind, ref, headSha: 'h' };
}

function onLabel(kind: 'labeled' | 'unlabeled', label: string): Event {
  return { kind, ref, isPull: true, label };
}

/** Whether a review begins: what there is to say of a pull request, its configuration and what happened to it. */
function answer(changed: Partial<PullRequest>, yaml = '', event: Event = onPull('pull-opened')) {
  const { config, faults } = readRepositoryConfig(yaml, noLeeway);
  assert.deepEqual(faults, []);
  return wants({ pull: { ...pull, ...changed }, issue: undefined, config, asked: false, event });
}

function no(skip: Skip) {
  return { is: 'no', reason: skipSentence(skip) };
}

const yes = { is: 'yes' };
const silent = { is: 'silent' };

suite('a review begins by itself', () => {
  test('unless somebody has said otherwise', () => {
    assert.deepEqual(answer({}), yes);
    assert.deepEqual(answer({}, '', onPull('pull-pushed')), yes);
  });

  test('not where reviews are switched off, and nothing is shown then', () => {
    assert.deepEqual(answer({}, 'review: {enabled: false}'), silent);
  });

  test('not on drafts and pull requests by bots, unless the configuration wants them', () => {
    const bot = { id: 3, login: 'renovate[bot]', isBot: true };
    assert.deepEqual(answer({ isDraft: true }), no({ is: 'draft' }));
    assert.deepEqual(answer({ isDraft: true }, 'review: {drafts: true}'), yes);
    assert.deepEqual(answer({ author: bot }), no({ is: 'bot' }));
    assert.deepEqual(answer({ author: bot }, 'review: {bots: true}'), yes);
  });

  test('not on what happened, where that is switched off', () => {
    const off = { open: 'review: {on: {open: false}}', push: 'review: {on: {push: false}}' };
    assert.deepEqual(answer({}, off.open), no({ is: 'event', key: 'open' }));
    assert.deepEqual(answer({}, off.open, onPull('pull-reopened')), no({ is: 'event', key: 'open' }));
    assert.deepEqual(answer({}, off.open, onPull('pull-pushed')), yes);
    assert.deepEqual(answer({}, off.push, onPull('pull-pushed')), no({ is: 'event', key: 'push' }));
    assert.deepEqual(answer({}, off.push, onPull('pull-base-changed')), no({ is: 'event', key: 'push' }));
    assert.deepEqual(answer({}, off.push), yes);
    assert.deepEqual(
      answer({}, 'review: {on: {ready: false}}', onPull('pull-ready')),
      no({ is: 'event', key: 'ready' }),
    );
  });

  test('not for authors that are skipped: an app by its name, too', () => {
    const yaml = 'review: {bots: true, skip: {authors: [ADA, renovate]}}';
    assert.deepEqual(answer({}, yaml), no({ is: 'author', login: 'ada' }));
    assert.deepEqual(
      answer({ author: { id: 3, login: 'renovate[bot]', isBot: true } }, yaml),
      no({ is: 'author', login: 'renovate[bot]' }),
    );
    assert.deepEqual(answer({ author: { id: 4, login: 'adam', isBot: false } }, yaml), yes);
  });

  test('not with labels that are skipped, nor without the one that is wanted', () => {
    assert.deepEqual(
      answer({ labels: ['bug', 'WIP'] }, 'review: {skip: {labels: [wip]}}'),
      no({ is: 'label', label: 'WIP' }),
    );
    assert.deepEqual(
      answer({ labels: ['bug'] }, 'review: {only: Review me}'),
      no({ is: 'no-label', label: 'Review me' }),
    );
    assert.deepEqual(answer({ labels: ['review me'] }, 'review: {only: Review me}'), yes);
  });

  test('not into branches that are skipped', () => {
    const yaml = "review: {skip: {branches: [release/**, '!release/2', main]}}";
    assert.deepEqual(
      answer({ base: { branch: 'release/1', sha: 'b' } }, yaml),
      no({ is: 'branch', branch: 'release/1' }),
    );
    assert.deepEqual(answer({}, yaml), no({ is: 'branch', branch: 'main' }));
    assert.deepEqual(answer({ base: { branch: 'release/2', sha: 'b' } }, yaml), yes);
    assert.deepEqual(answer({ base: { branch: 'next/main', sha: 'b' } }, yaml), yes);
  });

  test('not with words in the title that are skipped, whole ones', () => {
    const yaml = "review: {skip: {titles: [wip, 'chore(deps)', '[skip review]', '維護']}}";
    for (const [title, words] of [
      ['WIP: carts', 'wip'],
      ['Carts [wip]', 'wip'],
      ['chore(deps): bump a', 'chore(deps)'],
      ['Carts[skip review]', '[skip review]'],
      ['Carts (維護)', '維護'],
    ] as const) {
      assert.deepEqual(answer({ title }, yaml), no({ is: 'title', words }), title);
    }
    for (const title of ['Wipe the cache', 'rewip', 'chore: deps', 'skip review'])
      assert.deepEqual(answer({ title }, yaml), yes, title);
  });

  test('not where the description says so, be it in a comment', () => {
    for (const body of ['patchwright: ignore', 'Text.\n\n<!-- Patchwright:ignore -->\n'])
      assert.deepEqual(answer({ body }), no({ is: 'description' }));
    assert.deepEqual(answer({ body: 'patchwright: ignored by all' }), yes);
  });

  test('in spite of title and description, where a gate is set: their author would lead round it', () => {
    const yaml = 'review: {gate: high, skip: {titles: [wip]}}';
    assert.deepEqual(answer({ title: 'wip', body: 'patchwright: ignore' }, yaml), yes);
  });
});

suite('a label', () => {
  test('begins a review where it is the one that is wanted', () => {
    const yaml = 'review: {only: Review me, on: {open: false, push: false}}';
    assert.deepEqual(answer({ labels: ['review me'] }, yaml, onLabel('labeled', 'review me')), yes);
    assert.deepEqual(answer({ labels: ['review me', 'bug'] }, yaml, onLabel('labeled', 'bug')), silent);
    assert.deepEqual(
      answer({ labels: ['review me'], isDraft: true }, yaml, onLabel('labeled', 'review me')),
      no({ is: 'draft' }),
    );
  });

  test('begins a review where it was in the way and is taken off', () => {
    const yaml = 'review: {skip: {labels: [wip, blocked]}}';
    assert.deepEqual(answer({}, yaml, onLabel('unlabeled', 'WIP')), yes);
    assert.deepEqual(
      answer({ labels: ['blocked'] }, yaml, onLabel('unlabeled', 'wip')),
      no({ is: 'label', label: 'blocked' }),
    );
    assert.deepEqual(answer({}, yaml, onLabel('unlabeled', 'bug')), silent);
  });

  test('is of no interest otherwise', () => {
    assert.deepEqual(answer({}, '', onLabel('labeled', 'bug')), silent);
  });
});

suite('a person who asks', () => {
  const event = onPull('pull-opened');

  test('gets a review of any open pull request', () => {
    const yaml = 'review: {enabled: false, only: x, skip: {authors: [ada], titles: [add]}}';
    const { config } = readRepositoryConfig(yaml, noLeeway);
    const draft = { ...pull, isDraft: true, body: 'patchwright: ignore' };
    assert.deepEqual(wants({ pull: draft, issue: undefined, config, asked: true, event }), yes);
  });

  test('is told where it is not open any more', () => {
    const { config } = readRepositoryConfig('', noLeeway);
    for (const state of ['closed', 'merged'] as const) {
      assert.deepEqual(wants({ pull: { ...pull, state }, issue: undefined, config, asked: true, event }), {
        is: 'no',
        reason: notOpen[state],
      });
    }
  });
});

test('what is no pull request, or not open, is passed over where nobody asked', () => {
  assert.deepEqual(answer({ state: 'closed' }), silent);
  assert.deepEqual(answer({ state: 'merged' }), silent);
});
