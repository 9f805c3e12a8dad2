import { addedLines } from '../../core/added-lines.ts';
import type { FileDiff } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import type { AnalyzedChange, AnalyzedFiles } from '../../ports/analyzer.ts';
import type { Syntax } from '../../ports/syntax.ts';
import { factOn } from '../../checks/fact.ts';
import { type ImportedPackage, isDeclaredPython, packagesIn } from '../../checks/imports.ts';
import { isTestFood } from '../../checks/test-path.ts';
import { textOf, treeOf } from './trees.ts';

/** Imports of packages that no manifest of the repository names and that nothing imported before. */
export async function undeclaredImports(
  change: AnalyzedChange,
  syntax: Syntax,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const file of change.diff) {
    signal.throwIfAborted();
    const added = addedLines(file);
    if (added.size === 0 || isTestFood(file.path) || !/\.(?:[cm]?[jt]sx?|py)$/.test(file.path)) continue;
    const tree = await treeOf(change.head, file.path, syntax);
    const fresh = tree === undefined ? [] : packagesIn(tree).filter(({ line }) => added.has(line));
    const unknown = await undeclared(file, fresh, change.head);
    for (const each of unknown) {
      const isOld = await wasImported(each.name, file, await change.base());
      const finding = isOld ? undefined : found(file, each);
      if (finding !== undefined) findings.push(finding);
    }
  }
  return findings;
}

/** The first import of each. */
async function undeclared(file: FileDiff, fresh: readonly ImportedPackage[], head: AnalyzedFiles) {
  const isPython = file.path.endsWith('.py');
  const manifests = await textsOf(head, isPython ? pythonManifests : /(?:^|\/)package\.json$/);
  if (fresh.length === 0 || manifests.length === 0) return [];
  const settings = isPython
    ? []
    : await textsOf(
        head,
        /(?:^|\/)(?:[jt]sconfig[^/]*\.json|[^/]*\.config\.[cm]?[jt]s|\.babelrc|deno\.jsonc?|import_map\.json|pnpm-workspace\.yaml)$/,
      );
  const first = fresh.filter(({ name }, at) => fresh.findIndex((other) => other.name === name) === at);
  return first.filter(({ name }) =>
    isPython
      ? !isDeclaredPython(name, manifests) && !isOwnModule(name, head)
      : !isDeclared(name, manifests) &&
        !settings.some((text) => text.includes(name)) &&
        !isOwnFolder(name, head),
  );
}

const pythonManifests =
  /(?:^|\/)(?:[^/]*requirements[^/]*\.(?:txt|in)|requirements\/[^/]*\.(?:txt|in)|constraints\.txt|pyproject\.toml|setup\.py|setup\.cfg|Pipfile|environment\.ya?ml|tox\.ini|noxfile\.py|meta\.yaml)$/;

async function textsOf(files: AnalyzedFiles, names: RegExp): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const path of files.files().filter((each) => names.test(each))) {
    const text = await textOf(files, path);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

/** A manifest names it, or the package that its types are for; its own name counts, too. */
function isDeclared(name: string, manifests: readonly string[]): boolean {
  const types = `@types/${name.replace(/^@([^/]+)\//, '$1__')}`;
  return manifests.some((text) => text.includes(`"${name}"`) || text.includes(`"${types}"`));
}

/** Bundlers and TypeScript find folders by their names where they are told to. */
function isOwnFolder(name: string, { files }: AnalyzedFiles): boolean {
  const [first = ''] = name.split('/');
  return files().some(
    (path) => path.startsWith(`${first}/`) || path.includes(`/${first}/`) || path.includes(`/${first}.`),
  );
}

function isOwnModule(name: string, { files }: AnalyzedFiles): boolean {
  return files().some((path) => new RegExp(`(?:^|/)${name}(?:/|\\.(?:py|pyi|pyx|so|c)$)`).test(path));
}

async function wasImported(name: string, file: FileDiff, base: AnalyzedFiles): Promise<boolean> {
  const words = file.path.endsWith('.py')
    ? new RegExp(`^\\s*(?:import|from)\\s+(?:.*,\\s*)?${RegExp.escape(name)}\\b`, 'm')
    : new RegExp(`['"]${RegExp.escape(name)}(?:/[^'"\\n]*)?['"]`);
  const isAkin = file.path.endsWith('.py') ? /\.py$/ : /\.[cm]?[jt]sx?$/;
  for (const path of base.files())
    if (isAkin.test(path) && words.test((await textOf(base, path)) ?? '')) return true;
  return false;
}

function found(file: FileDiff, { name, line }: ImportedPackage): Finding | undefined {
  return factOn(
    file,
    { from: line, to: line },
    {
      rule: 'dependencies: undeclared',
      severity: 'medium',
      category: 'bug',
      confidence: 0.8,
      title: `\`${name}\` is imported and no manifest names it`,
      body: 'A fresh installation does not have it, or has it by chance, through another package. Declare it with the version that is meant.',
    },
  );
}
