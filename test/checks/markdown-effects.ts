import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

interface AnyNode {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly AnyNode[];
}

/**
 * What a text does on GitHub beside being read, by GitHub's rules: links, pictures, HTML, mentions, references to issues, commands at the
 * beginning of a line. Our own markers are left out: they carry keys.
 */
export function effectsOf(markdown: string): readonly string[] {
  const text = markdown.replaceAll(/<!-- patchwright:v1 key=[\w.-]+ sig=(?!0{64})[0-9a-f]{64} -->/g, '');
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return everyNode(tree).flatMap(effectsOfNode);
}

function everyNode(node: AnyNode): readonly AnyNode[] {
  return [node, ...(node.children ?? []).flatMap(everyNode)];
}

function effectsOfNode({ type, value = '', url = '' }: AnyNode): readonly string[] {
  switch (type) {
    case 'link':
    case 'definition':
    case 'image':
      return [`${type} ${url}`];
    case 'html':
      return [`html ${value}`];
    case 'text':
      return [
        ...found('mention', value, /(?<![A-Za-z0-9])@[a-z0-9][\w/-]*/gi),
        ...found('reference', value, /(?:[\w.-]+\/[\w.-]+)?#\d+\b|\bGH-\d+\b/g),
        ...found('address', value, /\bhttps?:\/\/\S+/g),
        ...found('command', value, /^\s*\/\w+/gm),
      ];
    default:
      return [];
  }
}

function found(what: string, text: string, pattern: RegExp): readonly string[] {
  return Array.from(text.matchAll(pattern), ([one]) => `${what} ${one.trim()}`);
}
