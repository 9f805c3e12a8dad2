import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../../core/syntax-tree.ts';

/** Parameters whose default is a list, dictionary or set, in functions that change it or hand it out. */
export function* keptDefaults(tree: SyntaxTree): Generator<SyntaxNode, undefined> {
  for (const definition of nodesOf(tree.root)) {
    if (definition.kind !== 'function_definition') continue;
    const [parameters, body] = [childIn(definition, 'parameters'), childIn(definition, 'body')];
    if (parameters === undefined || body === undefined) continue;
    for (const parameter of parameters.children) {
      const name = nameOf(tree, parameter);
      if (name !== undefined && isChanged(name, textAt(tree, body))) yield parameter;
    }
  }
  return undefined;
}

/** Of a parameter with such a default. */
function nameOf(tree: SyntaxTree, parameter: SyntaxNode): string | undefined {
  const value = childIn(parameter, 'value');
  const name = childIn(parameter, 'name');
  if (value === undefined || name === undefined) return undefined;
  const isKept =
    /^(?:list|dictionary|set)$/.test(value.kind) || /^(?:list|dict|set)\(\)$/.test(textAt(tree, value));
  return isKept ? textAt(tree, name) : undefined;
}

/** By a method, an item, or `+=`; and not where the name is given a value of its own first. */
function isChanged(name: string, body: string): boolean {
  const changes = new RegExp(
    `(?<![\\w.])${name}(?:\\.(?:append|extend|insert|add|update|setdefault|pop|remove|clear|sort)\\(|\\[[^\\]\\n]*\\]\\s*(?:[-+|]?=)(?!=)|\\s*[+|]=)`,
  );
  const replaced = new RegExp(`(?<![\\w.])${name}\\s*=(?!=)`);
  return changes.test(body) && !replaced.test(body);
}

/** `except:` with nothing but `pass` below it, and no comment that says why. */
export function* wordyExcepts(tree: SyntaxTree): Generator<SyntaxNode, undefined> {
  for (const node of nodesOf(tree.root))
    if (node.kind === 'except_clause' && /^except\s*:\s*pass\s*$/.test(textAt(tree, node))) yield node;
  return undefined;
}
