import { withoutHiddenCharacters } from '../core/hidden-text.ts';

/** Where a text goes, and what it may therefore hold. */
export interface Allowed {
  /** Of the GitHub that shows it: `https://github.com`, or the address of an Enterprise or local server. */
  readonly origin: string;
  readonly repository: { readonly owner: string; readonly repo: string };
  /** Issues of this repository that a closing keyword may name; none unless they are given. */
  readonly closing?: readonly number[];
}

/** Whether a link may lead there: into the repository itself, or to a heading of the same page. */
export function mayLinkTo(address: string, allowed: Allowed): boolean {
  if (/^#[\w-]+$/.test(address)) return true;
  const origin = new URL(allowed.origin).origin;
  if (!address.toLowerCase().startsWith(`${origin}/`) || /[\s\\]|%2f|%5c/i.test(address)) return false;
  if (withoutHiddenCharacters(address) !== address || !URL.canParse(address)) return false;
  const [, owner = '', repo = ''] = new URL(address).pathname.split('/');
  return isOwn(`${owner}/${repo}`, allowed);
}

/** Whether `owner/repo` is the repository that the text goes to. GitHub does not mind the case. */
export function isOwn(name: string, { repository }: Allowed): boolean {
  return name.toLowerCase() === `${repository.owner}/${repository.repo}`.toLowerCase();
}
