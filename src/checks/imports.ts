import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import { nodeModules, pythonModules } from './names-known.ts';

/** A package that a text imports, by the name that its manifest would have, or for Python the module's. */
export interface ImportedPackage {
  readonly name: string;
  readonly line: number;
}

/**
 * The packages that a text of JavaScript, TypeScript or Python imports: neither files of its own, nor what comes with the language.
 * What Python tries to import and can do without is left out.
 */
export function packagesIn(tree: SyntaxTree): readonly ImportedPackage[] {
  if (tree.language === 'python') return [...pythonPackages(tree, tree.root)];
  if (!/^(?:javascript|typescript|tsx)$/.test(tree.language)) return [];
  return [...nodesOf(tree.root)].flatMap((node) => {
    const source = sourceOf(tree, node);
    const name = source === undefined ? undefined : packageOf(textAt(tree, source).slice(1, -1));
    return name === undefined ? [] : [{ name, line: node.line }];
  });
}

/** `import … from 'x'`, `export … from 'x'`, `require('x')`, `import('x')`. */
function sourceOf(tree: SyntaxTree, node: SyntaxNode): SyntaxNode | undefined {
  if (node.kind === 'import_statement' || node.kind === 'export_statement') return childIn(node, 'source');
  const [called, given] = [childIn(node, 'function'), childIn(node, 'arguments')];
  const isImport = called !== undefined && /^(?:require|import)$/.test(textAt(tree, called));
  if (!isImport || given?.children.length !== 3) return undefined;
  return given.children.find(({ kind }) => kind === 'string');
}

/** `@a/b` of `@a/b/c`; undefined for paths, aliases and what comes with Node. */
function packageOf(source: string): string | undefined {
  const [, name] =
    /^(@[a-z0-9~-][\w.~-]*\/[a-z0-9~-][\w.~-]*|[a-z0-9-][\w.-]*)(?:\/[^?#!:]*)?$/.exec(source) ?? [];
  return name === undefined || nodeModules.has(name) ? undefined : name;
}

function* pythonPackages(tree: SyntaxTree, node: SyntaxNode): Generator<ImportedPackage, undefined> {
  if (
    node.kind === 'try_statement' &&
    /\bexcept\b[^:\n]*(?:ImportError|ModuleNotFoundError|:)/.test(textAt(tree, node))
  )
    return undefined;
  const modules =
    node.kind === 'import_from_statement' ? [childIn(node, 'module_name')] : importedModules(node);
  for (const each of modules) {
    const [name = ''] = each === undefined ? [] : textAt(tree, each).split('.');
    if (/^[A-Za-z]\w*$/.test(name) && !pythonModules.has(name)) yield { name, line: node.line };
  }
  for (const child of node.children) yield* pythonPackages(tree, child);
  return undefined;
}

function importedModules({ kind, children }: SyntaxNode): readonly SyntaxNode[] {
  if (kind !== 'import_statement') return [];
  return children.filter(({ field }) => field === 'name').map((each) => childIn(each, 'name') ?? each);
}

/** One name for all ways of writing a Python distribution's. */
export function plainPythonName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** Whether a manifest's text names what a Python module comes from: by its own name, or by one that is known to differ. */
export function isDeclaredPython(module: string, manifests: readonly string[]): boolean {
  const plain = plainPythonName(module);
  const names = [plain, `python-${plain}`, `py${plain}`, `${plain}-python`, ...(otherNames[module] ?? [])];
  const text = manifests.map(plainPythonName).join('\n');
  return names.some((name) => new RegExp(`(?<![\\w-])${RegExp.escape(name)}(?![\\w])`).test(text));
}

/** Modules whose distribution has another name. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  attr: ['attrs'],
  bs4: ['beautifulsoup4'],
  cv2: ['opencv-python', 'opencv-python-headless', 'opencv-contrib-python'],
  Crypto: ['pycryptodome', 'pycrypto'],
  Cryptodome: ['pycryptodomex'],
  dateutil: ['python-dateutil'],
  docx: ['python-docx'],
  dotenv: ['python-dotenv'],
  fitz: ['pymupdf'],
  git: ['gitpython'],
  github: ['pygithub'],
  google: ['google-'],
  grpc: ['grpcio'],
  jose: ['python-jose'],
  jwt: ['pyjwt'],
  magic: ['python-magic'],
  MySQLdb: ['mysqlclient'],
  OpenSSL: ['pyopenssl'],
  PIL: ['pillow'],
  pkg_resources: ['setuptools'],
  psycopg2: ['psycopg2-binary'],
  pptx: ['python-pptx'],
  pythoncom: ['pywin32'],
  rest_framework: ['djangorestframework'],
  sklearn: ['scikit-learn'],
  skimage: ['scikit-image'],
  serial: ['pyserial'],
  socks: ['pysocks'],
  usb: ['pyusb'],
  websocket: ['websocket-client'],
  win32api: ['pywin32'],
  yaml: ['pyyaml'],
  zmq: ['pyzmq'],
};
