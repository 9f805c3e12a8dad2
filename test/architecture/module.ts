import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { type EcmaScriptModule, type Node, parseSync } from 'oxc-parser';
import { type Mention, mentionsOf } from './mention.ts';
import { lastName, nodesOf, type Placed, textOf } from './syntax.ts';

/** Something that a module takes from elsewhere, in whatever way. */
export interface Import {
  /** A path from the root of the repository, a package's name, or a module of Node with its `node:`. */
  readonly from: string;
  readonly kind: 'file' | 'package' | 'node';
  /** The exported names; `*` where all of them can be reached. */
  readonly names: readonly string[];
  readonly isType: boolean;
  readonly start: number;
}

export interface Module {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Where something is imported whose name is no literal text. */
  readonly unreadable: readonly number[];
  readonly mentions: readonly Mention[];
}

/** Reads a TypeScript file. Throws where it cannot be parsed: what cannot be read cannot be judged. */
export function readModule(path: string, text: string): Module {
  const { program, module, errors } = parseSync(path, text);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const nodes = nodesOf(program);
  const loads = loadsOf(nodes);
  return {
    path,
    text,
    imports: [...statements(module), ...loads.flatMap(loadedNames)].map((request) => resolved(path, request)),
    unreadable: loads.flatMap(({ source, start }) => (source === undefined ? [start] : [])),
    mentions: mentionsOf(nodes),
  };
}

interface Request extends Omit<Import, 'from' | 'kind'> {
  readonly source: string;
}

function resolved(path: string, { source, names, isType, start }: Request): Import {
  const rest = { names, isType, start };
  if (/^[./]/.test(source)) return { kind: 'file', from: posix.join(posix.dirname(path), source), ...rest };
  if (isBuiltin(source)) return { kind: 'node', from: source.replace(/^(?!node:)/, 'node:'), ...rest };
  return { kind: 'package', from: /^(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? source, ...rest };
}

/** `import … from` and `export … from`. */
function statements({ staticImports, staticExports }: EcmaScriptModule): readonly Request[] {
  const imports = staticImports.map(({ start, moduleRequest, entries }) => ({
    source: moduleRequest.value,
    names: entries.map(({ importName }) => importName.name ?? '*'),
    isType: entries.length > 0 && entries.every(({ isType }) => isType),
    start,
  }));
  const exports = staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ moduleRequest, importName, isType, start }) =>
      moduleRequest === null
        ? []
        : [{ source: moduleRequest.value, names: [importName.name ?? '*'], isType, start }],
    );
  return [...imports, ...exports];
}

interface Load {
  /** Undefined where it is no literal text. */
  readonly source: string | undefined;
  readonly isType: boolean;
  readonly start: number;
}

/** `import(…)` as a value and as a type, and calls of `require` by whatever name it goes. */
function loadsOf(nodes: readonly Placed[]): readonly Load[] {
  const loaders = new Set(['require', ...nodes.flatMap(({ node }) => loaderName(node))]);
  return nodes.flatMap(({ node }): readonly Load[] => {
    const { start } = node;
    if (node.type === 'ImportExpression') return [{ source: textOf(node.source), isType: false, start }];
    if (node.type === 'TSImportType') return [{ source: textOf(node.source), isType: true, start }];
    const isLoad = node.type === 'CallExpression' && loaders.has(lastName(node.callee));
    return isLoad ? [{ source: textOf(node.arguments[0]), isType: false, start }] : [];
  });
}

/** The name that the result of `createRequire` is given. */
function loaderName(node: Node): readonly string[] {
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return [];
  const isLoader = node.init?.type === 'CallExpression' && lastName(node.init.callee) === 'createRequire';
  return isLoader ? [node.id.name] : [];
}

function loadedNames({ source, isType, start }: Load): readonly Request[] {
  return source === undefined ? [] : [{ source, names: ['*'], isType, start }];
}
