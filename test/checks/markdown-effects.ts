import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

interface AnyNode {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly AnyNode[];
  readonly position?:
    | { readonly start: { readonly line: number }; readonly end: { readonly line: number } }
    | undefined;
}

/**
 * What a text does on GitHub beside being read, by GitHub's rules: links, pictures, HTML, mentions, references to issues, commands at the
 * beginning of a line. Our own markers are left out: they carry keys.
 */
export function effectsOf(markdown: string): readonly string[] {
  const text = markdown.replaceAll(/<!-- patchwright:v1 key=[\w.-]+ sig=(?!0{64})[0-9a-f]{64} -->/g, '');
  const tree = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return [...everyNode(tree).flatMap(effectsOfNode), ...commandsOn(text, everyNode(tree))];
}

/** Lines of the source that begin with a slash and are not in a block of code. */
function commandsOn(text: string, nodes: readonly AnyNode[]): readonly string[] {
  const coded = new Set(
    nodes.flatMap(({ type, position }) => (type === 'code' && position ? lines(position) : [])),
  );
  return text.split('\n').flatMap((line, index) => {
    return coded.has(index + 1) ? [] : found('command', line, /^[\s>]*\/\w+/g);
  });
}

function lines({ start, end }: NonNullable<AnyNode['position']>): readonly number[] {
  return Array.from({ length: end.line - start.line + 1 }, (_, index) => start.line + index);
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
      ];
    default:
      return [];
  }
}

function found(what: string, text: string, pattern: RegExp): readonly string[] {
  return Array.from(text.matchAll(pattern), ([one]) => `${what} ${one.trim()}`);
}
