import type { Replacement } from '../core/replacement.ts';
import { mayLinkTo, type Allowed } from './markdown-allowed.ts';
import { isBare } from './markdown-passage.ts';
import {
  asCode,
  beside,
  childrenOf,
  nodesIn,
  rangeOf,
  spanIn,
  type Kind,
  type Node,
  type Range,
  type Source,
} from './markdown-source.ts';
import { mayStandBare } from './markdown-words.ts';

/** Pictures become their description, links out of the repository their text; the address stays as code, so that nothing is lost. */
export function linkEdits(source: Source, allowed: Allowed): readonly Replacement[] {
  const places = [...nodesIn(source.tree)];
  const used = new Set(places.map(({ node }) => (node.type === 'linkReference' ? node.identifier : '')));
  return places.flatMap(({ node, inTable }): readonly Replacement[] => {
    if (node.type === 'image' || node.type === 'imageReference')
      return [withoutPicture(source, node, inTable)];
    if (node.type === 'link' || node.type === 'linkReference') {
      return mayStay(source, node, allowed) ? [] : withoutLink(source, node, inTable);
    }
    if (node.type !== 'definition' || (used.has(node.identifier) && isKept(source, node, allowed))) return [];
    return [{ ...rangeOf(node), text: '' }];
  });
}

type Link = Kind<'link' | 'linkReference'>;
type Picture = Kind<'image' | 'imageReference'>;

function addressOf(source: Source, node: Link | Picture): string {
  return 'url' in node ? node.url : (source.definitions.get(node.identifier)?.url ?? '');
}

/** A link into the repository with nothing odd about it. */
function mayStay(source: Source, link: Link, allowed: Allowed): boolean {
  if (isBare(source, link)) return mayStandBare(addressOf(source, link), allowed);
  const unshown = source.text.slice(textRange(link)?.end, rangeOf(link).end);
  if (!isOneLine(unshown)) return false;
  if (link.type === 'link') return mayLinkTo(link.url, allowed) && isPlain(link.title);
  const definition = source.definitions.get(link.identifier);
  return definition !== undefined && isKept(source, definition, allowed);
}

function isKept(source: Source, definition: Kind<'definition'>, allowed: Allowed): boolean {
  const { start, end } = rangeOf(definition);
  const isFirst = source.definitions.get(definition.identifier) === definition;
  const { url, title } = definition;
  return isFirst && mayLinkTo(url, allowed) && isOneLine(source.text.slice(start, end)) && isPlain(title);
}

/** What is not shown could hold a line that bots read as a command. */
function isOneLine(unshown: string): boolean {
  return !/[\r\n]/.test(unshown);
}

function isPlain(title: string | null | undefined): boolean {
  return !/[@#<>]|:\/\//.test(title ?? '');
}

/** The text of a link, without its brackets; nothing where it has none. */
function textRange(link: Node): Range | undefined {
  const children = childrenOf(link);
  const [first] = children;
  const last = children.at(-1);
  return first === undefined || last === undefined
    ? undefined
    : { start: rangeOf(first).start, end: rangeOf(last).end };
}

function withoutPicture(source: Source, picture: Picture, inTable: boolean): Replacement {
  const address = addressOf(source, picture);
  const words = (picture.alt ?? '').replace(/\s+/g, ' ').replace(/[!-/:-@[-`{-~]/g, String.raw`\$&`);
  const code = address === '' ? '' : spanIn(source, address, inTable);
  return beside(source, rangeOf(picture), [words, code].filter((part) => part !== '').join(' '));
}

/** The text of a link, and its address as code. */
export function withoutLink(source: Source, link: Link, inTable: boolean): readonly Replacement[] {
  const whole = rangeOf(link);
  const address = addressOf(source, link);
  const text = textRange(link);
  if (text === undefined) return [asCode(source, whole, address, inTable)];
  if (isBare(source, link)) {
    return [asCode(source, whole, source.text.slice(whole.start, whole.end).replace(/^<|>$/g, ''), inTable)];
  }
  if (source.text.slice(text.start, text.end) === address) return [asCode(source, whole, address, inTable)];
  const [first] = link.children;
  const isSame = address === '' || (first?.type === 'inlineCode' && first.value === address);
  return [
    { start: whole.start, end: text.start, text: '' },
    { start: text.end, end: whole.end, text: isSame ? '' : ` (${spanIn(source, address, inTable)})` },
  ];
}
