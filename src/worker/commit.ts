import { leaks } from '../checks/leaks.ts';
import { neutraliseLine, neutraliseLines } from '../checks/markdown.ts';
import type { Effect } from '../core/effect.ts';
import { trailer } from '../core/marker.ts';
import { redact } from '../core/redact.ts';
import { pathFault } from '../core/tree-path.ts';
import type { CommitOrder, Signer } from '../ports/forge.ts';
import { coAuthorTrailer, signOffTrailer, uncommitted, untitled } from '../text/commit.ts';
import type { Stationery } from './post.ts';

export type CommitEffect = Extract<Effect, { kind: 'commits' }>;

/** Why the changes may not be committed, as a sentence; undefined where nothing is wrong with them. */
export function commitFault(
  { title, body, changes, merges }: CommitEffect,
  { way }: Stationery,
): string | undefined {
  const bad = [...changes, ...(merges?.taken ?? [])].find(({ path }) => pathFault(path) !== undefined);
  if (bad !== undefined) return uncommitted.badPath(bad.path);
  const secrets = way.liveSecrets();
  const texts = [title, body, ...changes.flatMap(({ path, after }) => [path, after ?? ''])];
  const isLeaky = texts.some((text) => leaks(text, secrets).some(({ kind }) => kind === 'secret'));
  return isLeaky ? uncommitted.secret : undefined;
}

/** The commit as GitHub takes it, with the line that it is found again by; `signer` signs it off, where that is demanded. */
export function commitOrder(
  effect: CommitEffect,
  key: string,
  { markerSecret }: Stationery,
  signer: Signer | null,
): CommitOrder {
  const { branch, expectedHead, merges, coAuthor, changes } = effect;
  const people = coAuthor === null ? [] : [coAuthorTrailer(coAuthor)];
  const sign = signer === null ? [] : [signOffTrailer(signer)];
  const trailers = [...people, ...sign, trailer(key, markerSecret)].join('\n');
  return { branch, expectedHead, merges, message: `${said(effect)}\n\n${trailers}`, changes };
}

/** Title and body. What is harmless in each of them may not be in both together: a keyword here, the issue it closes there. */
function said(effect: CommitEffect): string {
  return neutraliseLines(`${titleOf(effect) || untitled}\n\n${bodyOf(effect)}`);
}

/** What git shows of a commit in a list. */
const longestTitle = 72;

function titleOf({ title }: CommitEffect): string {
  return neutraliseLine(withoutOrders(redact(title, [])), longestTitle);
}

const longestBody = 10_000;

/** Lines that look like trailers would be taken for ours. */
function bodyOf({ body }: CommitEffect): string {
  const text = neutraliseLines(withoutOrders(redact(body, [])).slice(0, longestBody));
  return text.replace(/^[a-z-]+(?:-by|-key|-checks)\s*:/gim, '- $&');
}

/** Words by which a message keeps workflows from running (docs.github.com, 'Skipping workflow runs'). */
function withoutOrders(text: string): string {
  return text.replace(/\[\s*(skip ci|ci skip|no ci|skip actions|actions skip)\s*\]/gi, '($1)');
}

/** The reason for a refusal of GitHub's that says little by itself: files that no app may change. */
export function refusalOfCommit({ changes }: CommitEffect, detail: string): string {
  const workflows = changes.map(({ path }) => path).filter((path) => path.startsWith('.github/workflows/'));
  return workflows.length > 0 ? uncommitted.workflows(workflows) : detail;
}
