/** A piece of HTML that is safe as it stands. */
export interface Markup {
  readonly html: string;
}

export type Part = Markup | string | number | readonly Part[];

/** Fills a template of HTML: texts and numbers are escaped, lists are joined, markup goes in as it is. */
export function markup(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return trusted(String.raw({ raw: template }, ...parts.map(htmlOf)));
}

/** Takes a text for HTML that somebody has made safe already. */
export function trusted(html: string): Markup {
  return { html };
}

/** For text between tags and for attributes in quotes. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function htmlOf(part: Part): string {
  if (typeof part === 'string') return escaped(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(htmlOf).join('');
}
