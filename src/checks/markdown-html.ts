import { codeSpan } from '../core/fence.ts';
import { withoutHiddenCharacters } from '../core/hidden-text.ts';
import type { Replacement } from '../core/replacement.ts';
import type { Allowed } from './markdown-allowed.ts';
import { seam, withoutReferences } from './markdown-passage.ts';
import {
  asCode,
  nodesIn,
  rangeOf,
  type Kind,
  type Node,
  type Range,
  type Source,
} from './markdown-source.ts';
import { commands, liveWords } from './markdown-words.ts';

/** Comments go, tags but a few become code, and words amid tags become Markdown where they must be broken: in HTML they cannot be. */
export function htmlEdits(source: Source, allowed: Allowed): readonly Replacement[] {
  const edits: Replacement[] = [];
  const tags: Tag[] = [];
  for (const { node, parent, inTable } of nodesIn(source.tree)) {
    if (node.type !== 'html') continue;
    const range = rangeOf(node);
    if (blockParents.has(parent.type))
      edits.push(...(isHarmless(node.value, allowed) ? [] : [asMarkdown(source, node)]));
    else if (node.value.startsWith('<!--')) edits.push({ ...range, text: '' });
    else if (!allowedTag.test(node.value)) tags.push({ ...range, html: node.value, inTable });
  }
  return [...edits, ...joined(tags).map((tag) => asCode(source, tag, tag.html, tag.inTable))];
}

/** A tag inside a paragraph that may not stay. */
interface Tag extends Range {
  readonly html: string;
  readonly inTable: boolean;
}

/** Tags side by side become one piece of code: the back-ticks of two would run together. */
function joined(tags: readonly Tag[]): readonly Tag[] {
  const all: Tag[] = [];
  for (const tag of tags) {
    const last = all.at(-1);
    if (last?.end === tag.start)
      all[all.length - 1] = { ...tag, start: last.start, html: last.html + tag.html };
    else all.push(tag);
  }
  return all;
}

const blockParents: ReadonlySet<Node['type']> = new Set([
  'root',
  'blockquote',
  'listItem',
  'footnoteDefinition',
]);

/** The tags that may stay, without attributes. */
const allowedTags = /(<(?:\/?(?:details|summary|sub|sup|kbd)|details open|br ?\/?)>)/gi;
const allowedTag = new RegExp(`^${allowedTags.source}$`, 'i');

/** Whether a block of HTML holds nothing but allowed tags and words that may go out anywhere. */
function isHarmless(html: string, allowed: Allowed): boolean {
  const rest = html.replace(allowedTags, seam);
  const words = withoutReferences(rest);
  if (/<[A-Za-z/!?]/.test(rest) || withoutHiddenCharacters(words) !== words) return false;
  const lines = words.replace(/^[ \t>]+/gm, '');
  return liveWords(words, allowed).length === 0 && commands(lines).length === 0;
}

/** Each allowed tag becomes a block of its own, and the words between them paragraphs, in which Markdown counts again. */
function asMarkdown(source: Source, node: Kind<'html'>): Replacement {
  const range = rangeOf(node);
  const lineStart = source.text.lastIndexOf('\n', range.start - 1) + 1;
  const margin = source.text.slice(lineStart, range.start).replace(/[^>\s]/g, ' ');
  const blocks = blocksOf(node.value).map((block) => block.replace(/\s*\n\s*/g, `\n${margin}`));
  return { ...range, text: blocks.join(`\n${margin.trimEnd()}\n${margin}`) };
}

/** Of a comment that never ends only the opening goes. */
function blocksOf(html: string): readonly string[] {
  const parts = html.replace(/<!--(?:[^]*?-->)?/g, '').split(allowedTags);
  const blocks = parts.map((part) =>
    allowedTag.test(part) ? part : part.replace(otherTags, tagsAsText).trim(),
  );
  return blocks.filter((block) => block !== '');
}

const otherTags = /(?:<\/?[A-Za-z](?:"[^"]*"|'[^']*'|[^'"<>])*>)+|</g;

function tagsAsText(tags: string): string {
  return tags === '<' ? String.raw`\<` : codeSpan(tags);
}
