import { readFileSync } from 'node:fs';
import { markup, type Markup, trusted } from './markup.ts';

export interface Page {
  readonly title: string;
  readonly body: Markup;
  /** Loads itself anew every few seconds, while something is under way. */
  readonly isLive: boolean;
}

const style = trusted(readFileSync(new URL('style.css', import.meta.url), 'utf8'));

/** A whole page that loads nothing else. The notice stands above all. */
export function frame({ title, body, isLive }: Page, notice: string | undefined): string {
  const refresh = isLive ? markup`<meta http-equiv="refresh" content="3">` : '';
  const banner = notice === undefined ? '' : markup`<p class="notice">${notice}</p>`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
${refresh}
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${banner}
<main>${body}</main>
</body>
</html>
`.html;
}
