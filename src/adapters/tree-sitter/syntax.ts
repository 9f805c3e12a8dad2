import { fileURLToPath } from 'node:url';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { type LanguageName, languageOfPath } from '../../core/languages.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Syntax } from '../../ports/syntax.ts';
import { faultsIn, plainNode } from './plain-tree.ts';

export interface SyntaxOptions {
  readonly clock: Clock;
  /** In UTF-16 units; a longer text is not parsed. */
  readonly longest?: number;
  /** How long one text may take. */
  readonly mostMs?: number;
  /** Asked where the grammar finds a fault, since a language may have moved on: true takes the fault back. */
  readonly accepts?: (path: string, text: string) => boolean;
}

/** Syntax by tree-sitter's grammars in WebAssembly. Each grammar is loaded when a text first needs it. */
export function openSyntax(options: SyntaxOptions): Syntax {
  const { clock, longest = 1_000_000, mostMs = 2_000, accepts = () => false } = options;
  const parserOf = parsers();
  return {
    async parse(path, text) {
      const language = languageOfPath(path);
      if (language === undefined) return { is: 'unparsed', because: 'language' };
      if (text.length > longest) return { is: 'unparsed', because: 'size' };
      const parser = await parserOf(language);
      const end = clock.now() + mostMs;
      const tree = parser.parse(text, null, { progressCallback: () => clock.now() > end });
      if (tree === null) {
        parser.reset();
        return { is: 'unparsed', because: 'time' };
      }
      const { root, faults } = readOut(tree, text);
      const isRight = faults.length === 0 || accepts(path, text);
      return { is: 'parsed', language, text, root, faults: isRight ? [] : faults };
    },
  };
}

/** What the parser holds in its own memory is copied out and given back. */
function readOut(tree: Tree, text: string) {
  try {
    return { root: plainNode(tree, text), faults: faultsIn(tree, text) };
  } finally {
    tree.delete();
  }
}

function parsers(): (language: LanguageName) => Promise<Parser> {
  const known = new Map<LanguageName, Promise<Parser>>();
  return (language) => {
    const parser = known.get(language) ?? openParser(language);
    known.set(language, parser);
    return parser;
  };
}

const grammars = import.meta
  .resolve('@vscode/tree-sitter-wasm/wasm/tree-sitter.wasm')
  .replace(/\/[^/]+$/, '');

let started: Promise<void> | undefined;

async function openParser(name: LanguageName): Promise<Parser> {
  started ??= Parser.init();
  await started;
  const parser = new Parser();
  parser.setLanguage(await Language.load(fileURLToPath(`${grammars}/tree-sitter-${name}.wasm`)));
  return parser;
}
