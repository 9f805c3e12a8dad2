import { json } from './answer.ts';
import type { Call } from './call.ts';

export interface Dated {
  readonly createdAt: number;
}

/** One page of a list as a bare array, with GitHub's `Link` header; 30 to a page, at most 100. */
export function pageAnswer<T>(call: Call, items: readonly T[], show: (item: T) => unknown) {
  const page = pageOf(call, items);
  return json(page.items.map(show), 200, page.headers);
}

/** One page of a list, for answers that wrap it. */
export function pageOf<T>(call: Call, items: readonly T[]) {
  const size = Math.min(100, positive(call.query.get('per_page')) ?? 30);
  const number = positive(call.query.get('page')) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  return {
    items: items.slice((number - 1) * size, number * size),
    headers: linkHeader(call, number, last),
  };
}

/** What a stale replica would show: nothing younger than the call's instant. */
export function seen<T extends Dated>(call: Call, items: readonly T[]) {
  return items.filter((item) => item.createdAt <= call.asOf);
}

function positive(text: string | null) {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : undefined;
}

function linkHeader(call: Call, number: number, last: number): Record<string, string> {
  const links = [
    ...(number > 1 ? [link(call, Math.min(number - 1, last), 'prev')] : []),
    ...(number < last ? [link(call, number + 1, 'next'), link(call, last, 'last')] : []),
    ...(number > 1 ? [link(call, 1, 'first')] : []),
  ];
  return links.length > 0 ? { link: links.join(', ') } : {};
}

function link(call: Call, page: number, relation: string) {
  const query = new URLSearchParams(call.query);
  query.set('page', String(page));
  return `<${call.github.addresses.api}${call.path}?${query.toString()}>; rel="${relation}"`;
}
