import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import type { ImportedName, Names } from './names.ts';
import { type Declaring, declaredIn } from './names-declared.ts';
import { javascriptGiven } from './names-given.ts';

/** The names of JavaScript and TypeScript. */
export function javascriptNames(tree: SyntaxTree): Names {
  const nodes = [...nodesOf(tree.root)];
  const calls = nodes.flatMap((node) => {
    const called = childIn(node, node.kind === 'new_expression' ? 'constructor' : 'function');
    const isCall = node.kind === 'call_expression' || node.kind === 'new_expression';
    return isCall && called !== undefined ? [called] : [];
  });
  const declared = declaredIn(tree, declaring);
  for (const [, list = ''] of tree.text.matchAll(/\/\*\s*(?:globals?|exported)\s+([^*]*)\*\//g))
    for (const [name] of list.matchAll(/[\w$]+/g)) declared.set(name, 2);
  return {
    declared,
    called: calls
      .filter(({ kind }) => kind === 'identifier')
      .map((node) => ({ name: textAt(tree, node), line: node.line })),
    members: calls.flatMap((node) => memberOf(tree, node) ?? []),
    imports: nodes.flatMap((node) => importsAt(tree, node)),
    given: javascriptGiven(tree, nodes),
    isOpen: !isModule.test(tree.text) || /\beval\s*\(|\bwith\s*\(/.test(tree.text),
  };
}

/** Other texts may be scripts of one page, which share their names. */
const isModule = /^\s*(?:import|export)\b|\brequire\s*\(|\bmodule\.exports\b/m;

const declaring: Declaring = {
  variable_declarator: 'name',
  function_declaration: 'name',
  generator_function_declaration: 'name',
  function_expression: 'name',
  generator_function: 'name',
  function_signature: 'name',
  class_declaration: 'name',
  abstract_class_declaration: 'name',
  class: 'name',
  enum_declaration: 'name',
  internal_module: 'name',
  module: 'name',
  formal_parameters: '*',
  arrow_function: 'parameter',
  catch_clause: 'parameter',
  for_in_statement: 'left',
  import_clause: '*',
  import_require_clause: '*',
  import_alias: '*',
  assignment_expression: 'left',
  augmented_assignment_expression: 'left',
};

function memberOf(tree: SyntaxTree, node: SyntaxNode) {
  if (node.kind !== 'member_expression') return undefined;
  const [object, property] = [childIn(node, 'object'), childIn(node, 'property')];
  if (object?.kind !== 'identifier' || property?.kind !== 'property_identifier') return undefined;
  return { of: textAt(tree, object), name: textAt(tree, property), line: property.line };
}

function importsAt(tree: SyntaxTree, node: SyntaxNode): readonly ImportedName[] {
  if (node.kind === 'variable_declarator') return required(tree, node);
  if (node.kind !== 'import_statement' && node.kind !== 'export_statement') return [];
  const source = childIn(node, 'source');
  if (source === undefined) return [];
  const from = textAt(tree, source).slice(1, -1);
  const place = { from, line: node.line, lastLine: node.lastLine };
  return [...nodesOf(node)].flatMap((each): readonly ImportedName[] => {
    if (each.kind === 'import_specifier' || each.kind === 'export_specifier') {
      const [name, alias] = [childIn(each, 'name'), childIn(each, 'alias')];
      if (name === undefined) return [];
      return [
        {
          ...place,
          name: textAt(tree, name),
          local: textAt(tree, alias ?? name),
          line: each.line,
          lastLine: each.line,
        },
      ];
    }
    if (each.kind === 'namespace_import')
      return [{ ...place, name: '*', local: textAt(tree, each).replace(/^\*\s*as\s+/, '') }];
    return each.kind === 'import_clause' ? defaultIn(tree, each, place) : [];
  });
}

function defaultIn(tree: SyntaxTree, { children }: SyntaxNode, place: Omit<ImportedName, 'name' | 'local'>) {
  const local = children.find(({ kind }) => kind === 'identifier');
  return local === undefined ? [] : [{ ...place, name: 'default', local: textAt(tree, local) }];
}

/** `const { a, b: c } = require('./x')`. */
function required(tree: SyntaxTree, node: SyntaxNode): readonly ImportedName[] {
  const [name, value] = [childIn(node, 'name'), childIn(node, 'value')];
  const [, from] =
    /^require\(\s*(['"])(.*)\1\s*\)$/.exec(value === undefined ? '' : textAt(tree, value))?.slice(1) ?? [];
  if (name?.kind !== 'object_pattern' || from === undefined) return [];
  return name.children.flatMap((each) => {
    const [key, local] = [childIn(each, 'key') ?? each, childIn(each, 'value') ?? each];
    const isPlain = each.kind === 'shorthand_property_identifier_pattern' || each.kind === 'pair_pattern';
    if (!isPlain || !/^[\w$]+$/.test(textAt(tree, key))) return [];
    return [
      { from, name: textAt(tree, key), local: textAt(tree, local), line: each.line, lastLine: each.line },
    ];
  });
}
