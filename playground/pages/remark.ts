import { instant } from '../github/instant.ts';
import type { Account } from '../github/state.ts';
import { markup, type Markup, type Part } from './markup.ts';

/** Something that somebody said, in a box of its own. */
export interface Remark {
  /** What the page's address may end with to lead here. */
  readonly anchor: string;
  readonly author: Account;
  /** What they did, such as `commented`. */
  readonly deed: string;
  readonly at: number;
  readonly body: Part;
  /** Why it is folded away, as GitHub says it; otherwise undefined. */
  readonly minimized: string | undefined;
}

export function remark({ anchor, author, deed, at, body, minimized }: Remark): Markup {
  const head = markup`<header>${byline(author)} ${deed} ${moment(at)}</header>`;
  const shown =
    minimized === undefined
      ? body
      : markup`<details><summary>Hidden as ${minimized.toLowerCase()}</summary>${body}</details>`;
  return markup`<article class="remark" id="${anchor}">${head}${shown}</article>`;
}

function byline({ login, type }: Account): Markup {
  const name = login.replace(/\[bot\]$/, '');
  return markup`<strong>${name}</strong>${type === 'Bot' ? markup` <span class="label">bot</span>` : ''}`;
}

export function moment(at: number): Markup {
  const iso = instant(at);
  return markup`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
