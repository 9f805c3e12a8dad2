import { isBranchAmong } from '../../config/patterns.ts';
import type { ReviewConfig } from '../../config/review.ts';
import type { Event } from '../../core/event.ts';
import type { PullRequest } from '../../core/pull-request.ts';
import { notOpen, type Skip, skipSentence } from '../../text/skip.ts';
import type { Facts, Wanted } from '../command.ts';

/** What happens by itself can be switched off; what a person asks for on an open pull request is done. */
export function wants({ pull, config, asked, event }: Facts): Wanted {
  if (pull === undefined) return { is: 'silent' };
  const { state } = pull;
  if (state !== 'open') return asked ? { is: 'no', reason: notOpen[state] } : { is: 'silent' };
  if (asked) return { is: 'yes' };
  const { review } = config;
  if (!review.enabled || !concerns(event, review)) return { is: 'silent' };
  const skip = skipFor(pull, review) ?? skipForEvent(event, review);
  return skip === undefined ? { is: 'yes' } : { is: 'no', reason: skipSentence(skip) };
}

/** Of the labels, those that decide whether there is a review. */
function concerns(event: Event, { only, skip }: ReviewConfig): boolean {
  if (event.kind === 'labeled') return only !== null && isSame(event.label, only);
  if (event.kind === 'unlabeled') return skip.labels.some((label) => isSame(event.label, label));
  return true;
}

function skipFor(pull: PullRequest, review: ReviewConfig): Skip | undefined {
  const { isDraft, author, base } = pull;
  if (isDraft && !review.drafts) return { is: 'draft' };
  if (author.isBot && !review.bots) return { is: 'bot' };
  if (review.skip.authors.some((login) => isLogin(login, author.login))) {
    return { is: 'author', login: author.login };
  }
  if (isBranchAmong(review.skip.branches, base.branch)) return { is: 'branch', branch: base.branch };
  return skipForLabels(pull, review) ?? skipForWords(pull, review);
}

function skipForLabels({ labels }: PullRequest, { only, skip }: ReviewConfig): Skip | undefined {
  const label = labels.find((label) => skip.labels.some((unwanted) => isSame(label, unwanted)));
  if (label !== undefined) return { is: 'label', label };
  if (only === null || labels.some((label) => isSame(label, only))) return undefined;
  return { is: 'no-label', label: only };
}

/** Whoever opens a pull request writes its title and description: they cannot lead round a gate. */
function skipForWords({ title, body }: PullRequest, { gate, skip }: ReviewConfig): Skip | undefined {
  if (gate !== 'never') return undefined;
  const words = skip.titles.find((words) => holds(title, words));
  if (words !== undefined) return { is: 'title', words };
  return /\bpatchwright:\s*ignore\b/i.test(body) ? { is: 'description' } : undefined;
}

function skipForEvent(event: Event, { on }: ReviewConfig): Skip | undefined {
  const key = switches.get(event.kind);
  return key === undefined || on[key] ? undefined : { is: 'event', key };
}

/** Another base makes another change of it, as a push does. */
const switches: ReadonlyMap<Event['kind'], 'open' | 'push' | 'ready'> = new Map([
  ['pull-opened', 'open'],
  ['pull-reopened', 'open'],
  ['pull-pushed', 'push'],
  ['pull-base-changed', 'push'],
  ['pull-ready', 'ready'],
]);

/** As whole words, whatever their case: `WIP` stands in `[wip] Carts` and not in `Wipe the cache`. */
function holds(title: string, words: string): boolean {
  const insideWord = String.raw`(?<=[\p{L}\p{N}])(?=[\p{L}\p{N}])`;
  return new RegExp(`(?!${insideWord})${RegExp.escape(words)}(?!${insideWord})`, 'iu').test(title);
}

/** GitHub takes labels and logins for the same whatever their case. */
function isSame(one: string, other: string): boolean {
  return folded(one) === folded(other);
}

/** An app's login ends with `[bot]`, which its name does not. */
function isLogin(written: string, login: string): boolean {
  return isSame(written, login) || isSame(`${written}[bot]`, login);
}

function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
