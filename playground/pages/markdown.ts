import { micromark, type Options } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { type Markup, escaped, trusted } from './markup.ts';
import { suggestionTable } from './suggestion.ts';

/** Where a text stands: what `#1` means there, and which lines a suggestion would replace. */
export interface Context {
  /** `owner/name`. */
  readonly repository: string;
  readonly replaced: readonly string[];
}

/** What somebody wrote, as GitHub would show it. Of HTML only a few harmless tags survive; hidden comments are hidden. */
export function markdown(text: string, context: Context): Markup {
  const html = withReferences(micromark(text, options), context.repository);
  return trusted(
    `<div class="text">${html.replaceAll(
      /<pre><code class="language-suggestion">([^<]*)<\/code><\/pre>/g,
      (_, code: string) => suggestionTable(context.replaced, unescaped(code)).html,
    )}</div>`,
  );
}

type HtmlExtension = NonNullable<Options['htmlExtensions']>[number];

/** Collects each piece of HTML as it was written, to let out what is allowed of it. */
const fewTags: HtmlExtension = {
  enter: {
    htmlFlow() {
      this.lineEndingIfNeeded();
      this.buffer();
    },
    htmlText() {
      this.buffer();
    },
  },
  exit: {
    htmlFlowData(token) {
      this.raw(this.sliceSerialize(token));
    },
    htmlTextData(token) {
      this.raw(this.sliceSerialize(token));
    },
    htmlFlow() {
      this.raw(allowedHtml(this.resume()));
    },
    htmlText() {
      this.raw(allowedHtml(this.resume()));
    },
  },
};

const options: Options = { extensions: [gfm()], htmlExtensions: [gfmHtml(), fewTags] };

const harmless = /(<!--[\s\S]*?(?:-->|$)|<\/?(?:details|summary|br|sub|sup|kbd)\s*\/?>)/i;

/** Every other part is one that `harmless` matched. */
function allowedHtml(html: string): string {
  return html
    .split(harmless)
    .map((part, index) => {
      if (index % 2 === 0) return escaped(part);
      return part.startsWith('<!--') ? '' : part;
    })
    .join('');
}

/** Makes `#1` a link, outside of tags, links and code. */
function withReferences(html: string, repository: string): string {
  return html.replaceAll(
    /(<(a|code|pre)\b[\s\S]*?<\/\2>|<[^>]*>)|(?<![\w&])#(\d+)\b/g,
    (whole, left: string | undefined, _tag, number: string) =>
      left === undefined ? `<a href="/${escaped(repository)}/issues/${number}">#${number}</a>` : whole,
  );
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

/** What micromark's escaping was made from. */
function unescaped(html: string): string {
  return html.replaceAll(/&(amp|lt|gt|quot);/g, (whole, name: string) => entities[name] ?? whole);
}
