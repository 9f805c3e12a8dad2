import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../../core/syntax-tree.ts';

/**
 * Calls that stand alone in an asynchronous function, of functions and methods that the file declares as asynchronous and under no
 * other name twice. Outside of asynchronous functions nobody could wait.
 */
export function* floatingPromises(tree: SyntaxTree): Generator<SyntaxNode, undefined> {
  const names = asynchronous(tree);
  if (names.functions.size + names.methods.size > 0) yield* alone(tree, tree.root, { names, mayWait: false });
  return undefined;
}

interface Names {
  readonly functions: ReadonlySet<string>;
  readonly methods: ReadonlySet<string>;
}

interface Around {
  readonly names: Names;
  readonly mayWait: boolean;
}

const functions =
  /^(?:function_declaration|function_expression|arrow_function|method_definition|generator_function(?:_declaration)?)$/;

function* alone(tree: SyntaxTree, node: SyntaxNode, around: Around): Generator<SyntaxNode, undefined> {
  const mayWait = functions.test(node.kind) ? isAsynchronous(node) : around.mayWait;
  const [call] = node.children;
  if (mayWait && node.kind === 'expression_statement' && call?.kind === 'call_expression') {
    if (isMeant(tree, call, around.names)) yield call;
  }
  for (const child of node.children) yield* alone(tree, child, { ...around, mayWait });
  return undefined;
}

function isMeant(tree: SyntaxTree, call: SyntaxNode, { functions: named, methods }: Names): boolean {
  const called = childIn(call, 'function');
  if (called === undefined) return false;
  const text = textAt(tree, called);
  return named.has(text) || (text.startsWith('this.') && methods.has(text.slice('this.'.length)));
}

/** What is declared once, and asynchronous. */
function asynchronous(tree: SyntaxTree): Names {
  const [named, methods] = [new Map<string, boolean>(), new Map<string, boolean>()];
  for (const node of nodesOf(tree.root)) {
    const book = node.kind === 'method_definition' ? methods : named;
    for (const { name, isAsync } of declaredAt(tree, node)) book.set(name, isAsync && !book.has(name));
  }
  return { functions: trueOnes(named), methods: trueOnes(methods) };
}

function declaredAt(tree: SyntaxTree, node: SyntaxNode) {
  if (node.kind === 'formal_parameters')
    return node.children.map((each) => ({ name: textAt(tree, each), isAsync: false }));
  const isVariable = node.kind === 'variable_declarator';
  const [name, value] = [childIn(node, 'name'), isVariable ? childIn(node, 'value') : node];
  if (name === undefined || !(isVariable || functions.test(node.kind))) return [];
  const isAsync = value !== undefined && functions.test(value.kind) && isAsynchronous(value);
  return [{ name: textAt(tree, name), isAsync }];
}

function trueOnes(book: ReadonlyMap<string, boolean>): ReadonlySet<string> {
  return new Set([...book].flatMap(([name, isTrue]) => (isTrue ? [name] : [])));
}

function isAsynchronous({ children }: SyntaxNode): boolean {
  return children.some(({ kind }) => kind === 'async');
}
