import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import type { ImportedName, Names } from './names.ts';
import { type Declaring, declaredIn } from './names-declared.ts';

/** The names of Python. */
export function pythonNames(tree: SyntaxTree): Names {
  const nodes = [...nodesOf(tree.root)];
  const declared = declaredIn(tree, declaring);
  const calls = nodes.flatMap((node) => (node.kind === 'call' ? (childIn(node, 'function') ?? []) : []));
  const imports = nodes.flatMap((node) => importsAt(tree, node));
  for (const { local } of imports) {
    const [name = ''] = local.split('.');
    declared.set(name, (declared.get(name) ?? 0) + 1);
  }
  const takesAll = nodes.some(({ kind }) => kind === 'wildcard_import');
  return {
    declared,
    called: calls
      .filter(({ kind }) => kind === 'identifier')
      .map((node) => ({ name: textAt(tree, node), line: node.line })),
    members: calls.flatMap((node) => memberOf(tree, node) ?? []),
    imports,
    given: { names: new Set(declared.keys()), from: [], isOpen: takesAll || isMade.test(tree.text) },
    isOpen: takesAll || /\b(?:exec\s*\(|globals\s*\(\s*\)|builtins\b)/.test(tree.text),
  };
}

/** Names that are made while the module runs. */
const isMade = /\bdef __getattr__\b|\bglobals\s*\(\s*\)|\bsys\.modules\[|\b__path__\b|\bsetattr\s*\(/;

const declaring: Declaring = {
  assignment: 'left',
  augmented_assignment: 'left',
  named_expression: 'name',
  for_statement: 'left',
  for_in_clause: 'left',
  as_pattern: 'alias',
  function_definition: 'name',
  class_definition: 'name',
  parameters: '*',
  lambda_parameters: '*',
  type_parameter: '*',
  type_alias_statement: 'left',
  global_statement: '*',
  nonlocal_statement: '*',
  case_pattern: '*',
  with_item: '*',
};

function memberOf(tree: SyntaxTree, node: SyntaxNode) {
  const [object, attribute] = [childIn(node, 'object'), childIn(node, 'attribute')];
  if (object?.kind !== 'identifier' || attribute === undefined) return undefined;
  return { of: textAt(tree, object), name: textAt(tree, attribute), line: attribute.line };
}

function importsAt(tree: SyntaxTree, node: SyntaxNode): readonly ImportedName[] {
  if (node.kind === 'import_statement')
    return namesOf(tree, node).map((name) => ({ ...name, from: name.name, name: '*' }));
  const from = childIn(node, 'module_name');
  if (node.kind !== 'import_from_statement' || from === undefined) return [];
  return namesOf(tree, node).map((name) => ({ ...name, from: textAt(tree, from) }));
}

/** `a`, `b.c`, `d as e`: with the line of each. */
function namesOf(tree: SyntaxTree, { children }: SyntaxNode) {
  return children
    .filter(({ field }) => field === 'name')
    .map((each) => {
      const [name, alias] = [childIn(each, 'name') ?? each, childIn(each, 'alias')];
      const text = textAt(tree, name);
      return {
        name: text,
        local: alias === undefined ? text : textAt(tree, alias),
        line: each.line,
        lastLine: each.line,
      };
    });
}
