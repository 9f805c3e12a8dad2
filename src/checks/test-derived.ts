import { remembered } from '../core/remembered.ts';
import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';

/** Rounds after which nothing new is found out in a test of any sense. */
const mostRounds = 10;

/**
 * The names that hold something which came out of the subjects: what was assigned from them, whatever took part in a call with them, and
 * what functions change that are handed to them. The texts of claims hand nothing on.
 */
export function derivedNames(
  tree: SyntaxTree,
  subjects: ReadonlySet<string>,
  claims: ReadonlySet<string>,
): ReadonlySet<string> {
  const links = linksIn(tree).filter(({ call }) => call === null || !claims.has(call));
  let known = new Set(subjects);
  for (let round = 0; round < mostRounds; round += 1) {
    const more = links.filter(({ from }) => from.some((word) => known.has(word))).flatMap(({ to }) => to);
    const next = new Set([...known, ...more]);
    if (next.size === known.size) break;
    known = next;
  }
  return known;
}

export function mentions(text: string, names: ReadonlySet<string>): boolean {
  return wordsIn(text).some((word) => names.has(word));
}

function wordsIn(text: string): readonly string[] {
  return text.match(/[A-Za-z_$][\w$]*/g) ?? [];
}

/** A way on which names hand on what they hold: from any that a text mentions. */
interface Link {
  readonly from: string;
  readonly to: readonly string[];
}

/** A file has many tests, and its links are the same for all. `call` is the text of one that may be a claim. */
const linksIn = remembered((tree: SyntaxTree) =>
  [...nodesOf(tree.root)].flatMap((node) => {
    const call = called(tree, node);
    const links = [assigned, opened, defined, built, marked, changing].flatMap(
      (link) => link(tree, node) ?? [],
    );
    return [
      ...links.map(({ from, to }) => ({ from: distinct(from), to, call: null })),
      ...(call === undefined ? [] : [{ from: distinct(call.from), to: call.to, call: call.from }]),
    ];
  }),
);

function distinct(text: string): readonly string[] {
  return [...new Set(wordsIn(text))];
}

function assigned(tree: SyntaxTree, node: SyntaxNode): Link | undefined {
  const fields = assignments[node.kind];
  const [target, value] = [fields && childIn(node, fields[0]), fields && childIn(node, fields[1])];
  if (target === undefined || value === undefined) return undefined;
  return { from: textAt(tree, value), to: identifiersIn(tree, target) };
}

/** `with open_shop() as shop`. */
function opened(tree: SyntaxTree, { kind, children }: SyntaxNode): Link | undefined {
  const [value, target] = [children[0], children.at(-1)];
  if (kind !== 'as_pattern' || value === undefined || target === undefined) return undefined;
  return { from: textAt(tree, value), to: identifiersIn(tree, target) };
}

/** A class on top of another. */
function built(tree: SyntaxTree, node: SyntaxNode): Link | undefined {
  const name = /^class_(?:declaration|definition)$/.test(node.kind) ? childIn(node, 'name') : undefined;
  const body = childIn(node, 'body');
  if (name === undefined || body === undefined || /^test/i.test(textAt(tree, name))) return undefined;
  return { from: tree.text.slice(name.end, body.start), to: [textAt(tree, name)] };
}

/** A helper that uses what it is asked about hands that on. */
function defined(tree: SyntaxTree, node: SyntaxNode): Link | undefined {
  if (!/^function_(?:declaration|definition)$/.test(node.kind)) return undefined;
  const name = childIn(node, 'name');
  if (name === undefined || textAt(tree, name).startsWith('test')) return undefined;
  return { from: textAt(tree, node), to: identifiersIn(tree, name) };
}

/** A function is handed to what its decorator is of. */
function marked(tree: SyntaxTree, node: SyntaxNode): Link | undefined {
  const name = node.kind === 'decorated_definition' ? childIn(node, 'definition') : undefined;
  const own = name && childIn(name, 'name');
  if (name === undefined || own === undefined || textAt(tree, own).startsWith('test')) return undefined;
  return { from: tree.text.slice(node.start, name.start), to: [textAt(tree, own)] };
}

/** What a function changes of what lies outside of it, where it has part in a call with a subject, or calls one. */
function changing(tree: SyntaxTree, node: SyntaxNode): Link | undefined {
  const value = node.kind === 'variable_declarator' ? childIn(node, 'value') : node;
  if (value === undefined || !functions.test(value.kind)) return undefined;
  const [name, body] = [childIn(node, 'name'), childIn(value, 'body')];
  const title = name === undefined ? '' : textAt(tree, name);
  if (body === undefined || title.startsWith('test') || holdsClaim.test(textAt(tree, body))) return undefined;
  const to = [...nodesOf(body)].flatMap((each) => changed(each)).flatMap((each) => plainNames(tree, each));
  return { from: title === '' ? textAt(tree, body) : title, to };
}

const functions = /^(?:arrow_function|function_expression|function_declaration|function_definition)$/;
const holdsClaim = /\b(?:assert|expect|should)\b|\bt\.\w+\(/;

/** What an assignment, a count or a call of a method is of. */
function changed(node: SyntaxNode): readonly SyntaxNode[] {
  if (/^(?:augmented_)?assignment(?:_expression)?$/.test(node.kind))
    return [childIn(node, 'left') ?? node].map(firstLeaf);
  if (node.kind === 'update_expression') return [childIn(node, 'argument') ?? node].map(firstLeaf);
  const name = node.kind.startsWith('call') ? childIn(node, 'function') : undefined;
  return name === undefined || !/^(?:member_expression|attribute)$/.test(name.kind) ? [] : [firstLeaf(name)];
}

function called(tree: SyntaxTree, node: SyntaxNode): Link | undefined {
  if (!/^(?:call|call_expression|new_expression)$/.test(node.kind)) return undefined;
  const text = textAt(tree, node);
  if (holdsTest.test(text)) return undefined;
  const [given, name] = [childIn(node, 'arguments'), childIn(node, 'function')];
  const root = name === undefined ? [] : [firstLeaf(name)];
  const to = [...(given === undefined ? [] : [given]), ...root].flatMap((part) => plainNames(tree, part));
  return { from: text, to };
}

const holdsTest = /^(?:\w+\.)?(?:test|it|specify|describe|suite|context|expect|assert)\b/;

/** Kinds of nodes that give a name a value, and the fields of both. */
const assignments: Readonly<Record<string, readonly [name: string, value: string]>> = {
  variable_declarator: ['name', 'value'],
  assignment_expression: ['left', 'right'],
  assignment: ['left', 'right'],
  augmented_assignment: ['left', 'right'],
  named_expression: ['name', 'value'],
  for_in_statement: ['left', 'right'],
  for_statement: ['left', 'right'],
};

function firstLeaf(node: SyntaxNode): SyntaxNode {
  const [first] = node.children;
  return first === undefined ? node : firstLeaf(first);
}

function identifiersIn(tree: SyntaxTree, node: SyntaxNode): readonly string[] {
  return [...nodesOf(node)]
    .filter(({ kind }) => /^(?:identifier|shorthand_property_identifier_pattern)$/.test(kind))
    .map((each) => textAt(tree, each));
}

/** Names that a call takes or changes; what belongs to the language or the runner is not handed on. */
function plainNames(tree: SyntaxTree, node: SyntaxNode): readonly string[] {
  const known = common[tree.language === 'python' ? 'python' : 'script'];
  return identifiersIn(tree, node).filter((name) => !known.has(name));
}

const common: Readonly<Record<'script' | 'python', ReadonlySet<string>>> = {
  script: new Set(
    'assert expect test it describe t vi jest mock console JSON Object Array String Number Math Promise Date'.split(
      ' ',
    ),
  ),
  python: new Set('self pytest mock print len list str int dict set tuple sorted isinstance'.split(' ')),
};
