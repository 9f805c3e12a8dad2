import { type ChangeFault, shown } from './change-fault.ts';
import type { ChangedFile } from './changed-file.ts';
import { type DeclaredPackage, declaredIn, type Ecosystem } from './imports-declared.ts';
import { isDeclaredPython, packagesIn } from './imports.ts';

/** A package that a change brings. Whether it exists, and since when, only its registry knows. */
export interface NewPackage {
  readonly ecosystem: Ecosystem;
  readonly name: string;
  /** What the manifest asks for, as it is written: a version, or where it comes from. Empty where it says nothing. */
  readonly version: string;
  /** Of the manifest. */
  readonly path: string;
  readonly line: number;
  readonly isRegistered: boolean;
  /** Whether a file that changed imports it, or names it as a program or a plugin. */
  readonly isUsed: boolean;
}

/** Packages of changed manifests that none of them named before. */
export function newPackages(files: readonly ChangedFile[]): readonly NewPackage[] {
  const known = new Set(
    files.flatMap(
      ({ path, before }) => declaredIn(path, before ?? '')?.packages.map(({ name }) => name) ?? [],
    ),
  );
  return files.flatMap(({ path, after }) => {
    const manifest = after === null ? undefined : declaredIn(path, after);
    const lines = (after ?? '').split('\n');
    const added = manifest?.packages.filter(({ name }) => !known.has(name)) ?? [];
    return added.map(({ name, line, isRegistered }) => ({
      ecosystem: manifest?.ecosystem ?? 'npm',
      name,
      version: versionOf(lines[line - 1] ?? '', name),
      path,
      line,
      isRegistered,
      isUsed: isUsed(name, path, files),
    }));
  });
}

/** Packages that are not needed, do not come from a registry, or are asked for in another style than their neighbours. */
export function packageFaults(files: readonly ChangedFile[]): readonly ChangeFault[] {
  return newPackages(files).flatMap((added): readonly ChangeFault[] => {
    const { path, line, name, version, isRegistered } = added;
    const where = { path, line, what: shown(`${name} ${version}`) };
    if (!isRegistered) return [{ is: 'package-from-elsewhere', ...where, weight: 'refuse' }];
    if (!added.isUsed) return [{ is: 'package-unused', ...where, weight: 'refuse' }];
    return isInStyle(added, files) ? [] : [{ is: 'package-style', ...where, weight: 'justify' }];
  });
}

function versionOf(line: string, name: string): string {
  const rest = line.slice(line.indexOf(name) + name.length);
  return rest.replaceAll(/^["'\s:=,]+|["'\s,]+$/g, '').replace(/^([\w.^~-]*)["'].*$/, '$1');
}

/** Types, programs and plugins are never imported: being named in a script, a configuration or a test is use enough. */
function isUsed(name: string, manifest: string, files: readonly ChangedFile[]): boolean {
  const subject = name.replace(/^@types\//, '').replace('__', '/');
  const names = [...new Set([name, subject])];
  return files.some(({ path, after, trees }) => {
    if (after === null) return false;
    const imported = trees.after === undefined ? [] : packagesIn(trees.after);
    if (imported.some((each) => names.includes(each.name) || isDeclaredPython(each.name, [name])))
      return true;
    return path === manifest
      ? path.endsWith('package.json') && isRunBy(after, name)
      : declaredIn(path, after) === undefined &&
          trees.after === undefined &&
          names.some((each) => after.includes(each));
  });
}

/** Named by a script of the manifest, or by what it says to a tool: `"lint": "eslint ."`, `"nodeArguments": ["--import=tsx"]`. */
function isRunBy(manifest: string, name: string): boolean {
  const program = name.replace(/^@[^/]+\//, '');
  const rest = manifest.replaceAll(new RegExp(`"${RegExp.escape(name)}"\\s*:`, 'g'), '');
  return new RegExp(`(?<![\\w@-])(?:${RegExp.escape(name)}|${RegExp.escape(program)})(?![\\w-])`).test(rest);
}

/** Whether a version is written as most of the others are: exact, with a sign, or open. */
function isInStyle({ path, name, version }: NewPackage, files: readonly ChangedFile[]): boolean {
  const before = files.find((file) => file.path === path)?.before ?? '';
  const lines = before.split('\n');
  const others: readonly DeclaredPackage[] = declaredIn(path, before)?.packages ?? [];
  const styles = others.map((each) => styleOf(versionOf(lines[each.line - 1] ?? '', each.name)));
  if (styles.length < 3 || name === '') return true;
  const same = styles.filter((style) => style === styleOf(version));
  return same.length * 4 >= styles.length;
}

function styleOf(version: string): string {
  if (/^\d+(?:\.\d+)*(?:[-+][\w.]+)?$/.test(version)) return 'exact';
  return /^[^\w\s]+/.exec(version)?.[0] ?? (version === '' || version === '*' ? 'open' : 'other');
}
