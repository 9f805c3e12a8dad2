import { isDeclaredPython } from '../../checks/imports.ts';
import { declaredIn, isManifest } from '../../checks/imports-declared.ts';
import type { LanguageName } from '../../core/languages.ts';
import type { Workspace } from '../../ports/workspace.ts';

const mostManifests = 50;

/** Whether the repository declares a package, in any of its manifests. */
export async function declarations(
  head: Pick<Workspace, 'files' | 'text'>,
  language: LanguageName,
  runner: string,
): Promise<(name: string) => boolean> {
  const paths = head
    .files()
    .filter((path) => isManifest(path) || /(?:^|\/)(?:setup\.(?:py|cfg)|tox\.ini|Pipfile)$/.test(path));
  const texts: { readonly path: string; readonly text: string }[] = [];
  for (const path of paths.slice(0, mostManifests)) {
    const read = await head.text(path);
    if (read.is === 'text') texts.push({ path, text: read.text });
  }
  if (language === 'python') {
    const manifests = texts.map(({ text }) => text);
    return (name) => name === runner || isDeclaredPython(name, manifests);
  }
  const packages = texts.flatMap(({ path, text }) => declaredIn(path, text)?.packages ?? []);
  const names = new Set(packages.map(({ name }) => name));
  const own = new Set(texts.flatMap(({ text }) => /"name"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? []));
  return (name) => names.has(name) || own.has(name) || comesWith(runner, name);
}

/** Packages that a runner brings along. */
function comesWith(runner: string, name: string): boolean {
  return runner === 'jest' && name === '@jest/globals';
}
