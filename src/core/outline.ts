import { type Language, languageOf, type SymbolKind } from './languages.ts';
import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from './syntax-tree.ts';

/** A name that a text defines, and the lines of its definition, from 1. */
export interface CodeSymbol {
  readonly name: string;
  readonly kind: SymbolKind;
  readonly line: number;
  readonly lastLine: number;
  /** The symbol that it stands in; null at the top. */
  readonly within: string | null;
  /** The first line of the definition, trimmed. */
  readonly head: string;
}

/** A name that is called, as it is written last: `h` of `a.b.h()`. */
export interface Call {
  readonly name: string;
  readonly line: number;
}

/** What a text defines, calls and brings in, in the order of its lines. */
export interface Outline {
  readonly symbols: readonly CodeSymbol[];
  readonly calls: readonly Call[];
  /** Each as it is written. */
  readonly imports: readonly { readonly text: string; readonly line: number }[];
}

export function outlineOf(tree: SyntaxTree): Outline {
  const language = languageOf(tree.language);
  const found: Outline & { symbols: CodeSymbol[]; calls: Call[] } = { symbols: [], calls: [], imports: [] };
  const imports = [...nodesOf(tree.root)]
    .filter(({ kind }) => language.imports.includes(kind))
    .map((node) => ({ text: textAt(tree, node).trim(), line: node.line }));
  collect(tree.root, null, { tree, language, ...found });
  return { ...found, imports };
}

/** The innermost symbol round a line; undefined at the top of a file. */
export function symbolAround(outline: Outline, line: number): CodeSymbol | undefined {
  return outline.symbols.findLast((symbol) => symbol.line <= line && line <= symbol.lastLine);
}

/** The lines where a name stands as a whole word of code: definitions, calls and every other mention. */
export function mentionsOf(tree: SyntaxTree, name: string): readonly number[] {
  const lines = [...nodesOf(tree.root)]
    .filter((node) => node.children.length === 0 && textAt(tree, node) === name)
    .map(({ line }) => line);
  return [...new Set(lines)];
}

interface Collecting {
  readonly tree: SyntaxTree;
  readonly language: Language;
  readonly symbols: CodeSymbol[];
  readonly calls: Call[];
}

function collect(node: SyntaxNode, within: string | null, into: Collecting): void {
  const symbol = symbolOf(node, within, into);
  if (symbol !== undefined) into.symbols.push(symbol);
  const call = callOf(node, into);
  if (call !== undefined) into.calls.push(call);
  for (const child of node.children) collect(child, symbol?.name ?? within, into);
}

function symbolOf(
  node: SyntaxNode,
  within: string | null,
  { tree, language }: Collecting,
): CodeSymbol | undefined {
  const defined = defines(node, tree, language);
  if (defined === undefined || defined.name === '') return undefined;
  const head = textAt(tree, node).split('\n')[0]?.trim() ?? '';
  const { line, lastLine } = node;
  const kind = isTest(node, defined.name, { tree, language }) ? 'test' : defined.kind;
  return { name: defined.name, kind, line, lastLine, within, head };
}

interface Defined {
  readonly name: string;
  readonly kind: SymbolKind;
}

function defines(node: SyntaxNode, tree: SyntaxTree, language: Language): Defined | undefined {
  const kind = language.symbols[node.kind];
  if (kind !== undefined) return { kind, name: definedName(node, tree) };
  return boundValue(node, tree, language) ?? calledTest(node, tree, language);
}

/** The name of a definition: its name, what its declarators end in, or the first word that stands alone in it. */
function definedName(node: SyntaxNode, tree: SyntaxTree): string {
  const name = childIn(node, 'name');
  if (name !== undefined) return textAt(tree, name);
  const declarator = childIn(node, 'declarator');
  if (declarator !== undefined) return definedName(declarator, tree) || lastWord(declarator, tree);
  const word = node.children.find(({ kind }) => /^(?:simple_name|function_name)$/.test(kind));
  return word === undefined ? '' : textAt(tree, word);
}

/** `const f = () => 1`, `{ f: function () {} }`, `exports.f = …`. */
function boundValue(node: SyntaxNode, tree: SyntaxTree, { bindings, values }: Language): Defined | undefined {
  const [nameField, valueField] = bindings?.[node.kind] ?? [];
  if (nameField === undefined || valueField === undefined) return undefined;
  const [name, value] = [childIn(node, nameField), childIn(node, valueField)];
  const kind = values?.[value?.kind ?? ''];
  return name === undefined || kind === undefined ? undefined : { kind, name: lastWord(name, tree) };
}

/** `test('adds up', …)`: the first text among what is called with. */
function calledTest(node: SyntaxNode, tree: SyntaxTree, language: Language): Defined | undefined {
  const field = language.calls[node.kind];
  const called = field === undefined ? undefined : childIn(node, field);
  if (called === undefined || !language.tests.calls?.test(firstWord(called, tree))) return undefined;
  const given = childIn(node, 'arguments')?.children.find(
    ({ children, kind }) => children.length > 0 || /string/.test(kind),
  );
  if (given === undefined || !/string/.test(given.kind)) return undefined;
  return { kind: 'test', name: textAt(tree, given).replaceAll(/^['"`]|['"`]$/g, '') };
}

function isTest(
  node: SyntaxNode,
  name: string,
  { tree, language }: Pick<Collecting, 'tree' | 'language'>,
): boolean {
  const { names, marks } = language.tests;
  const kind = language.symbols[node.kind];
  if (kind !== 'function' && kind !== 'method') return false;
  return names?.test(name) === true || marks?.test(marksOf(node, tree)) === true;
}

/** What stands before the name of a definition, and the lines right above it that end in a bracket: where marks stand. */
function marksOf(node: SyntaxNode, tree: SyntaxTree): string {
  const above = tree.text.slice(0, node.start).split('\n').slice(-4, -1).toReversed();
  const last = above.findIndex((line) => !/[\])]\s*$|^\s*(?:\*|\/\/\/?)/.test(line));
  const name = childIn(node, 'name');
  const inside = tree.text.slice(node.start, name?.start ?? node.start);
  return [...above.slice(0, last === -1 ? above.length : last), inside].join('\n');
}

function callOf(node: SyntaxNode, { tree, language }: Collecting): Call | undefined {
  const field = language.calls[node.kind];
  const called = field === undefined ? undefined : childIn(node, field);
  const name = called === undefined ? '' : lastWord(called, tree);
  return name === '' ? undefined : { name, line: node.line };
}

const word = /identifier|^name$|constant|^word$|^simple_name$|command_name|^self$/;

/** The last name in a piece of code that ends in one: `h` of `a.b.h`. */
function lastWord(node: SyntaxNode, tree: SyntaxTree): string {
  if (node.children.length === 0) return word.test(node.kind) ? textAt(tree, node) : '';
  const last = node.children.findLast((child) => child.children.length > 0 || word.test(child.kind));
  return last === undefined ? '' : lastWord(last, tree);
}

/** The first name in a piece of code: `test` of `test.each`. */
function firstWord(node: SyntaxNode, tree: SyntaxTree): string {
  const [first] = node.children;
  return first === undefined ? textAt(tree, node) : firstWord(first, tree);
}
