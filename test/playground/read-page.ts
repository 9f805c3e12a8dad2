import type { TestContext } from 'node:test';
import { pagesOf, type PagesOptions } from '../../playground/pages/pages.ts';
import { startHub, type Hub } from './start-hub.ts';

/** A hub whose pages are shown. */
export async function startPages(t: TestContext, options?: PagesOptions) {
  const hub = await startHub(t);
  hub.github.mount(pagesOf(hub.github, options));
  return hub;
}

export async function page(hub: Hub, path: string) {
  const answer = await fetch(`${hub.github.url}${path}`);
  const html = await answer.text();
  return { status: answer.status, html, text: textOf(html) };
}

const signs: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** What a reader sees, a line for each block; folded parts included. */
function textOf(html: string) {
  const body = html.slice(html.indexOf('<main>'), html.indexOf('</main>'));
  return body
    .replaceAll('\n', ' ')
    .replaceAll(
      /<\/?(?:p|h\d|li|ul|tr|header|article|section|table|details|summary|figure|figcaption|div|nav|blockquote)\b[^>]*>/g,
      '\n',
    )
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/&(\w+);/g, (whole, name: string) => signs[name] ?? whole)
    .split('\n')
    .map((line) => line.replaceAll(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}

/** The head of every page of the sample's pull request; the conversation and so on follow. */
export const head = [
  'Local GitHub / alice/app',
  'Shout five #1',
  'Open alice wants to merge 1 commit into main from feature',
];
