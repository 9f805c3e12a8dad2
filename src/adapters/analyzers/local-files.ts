import { dirname, join, normalize } from 'node:path/posix';

/** Where an import leads: a file of the repository, a place in it where none is, or elsewhere. */
export type Led =
  | { readonly is: 'file'; readonly path: string }
  | { readonly is: 'nowhere'; readonly wanted: string }
  | { readonly is: 'elsewhere' };

/** Follows what a file of JavaScript, TypeScript or Python imports, among all paths of the repository. */
export function followImport(importer: string, from: string, paths: ReadonlySet<string>): Led {
  return importer.endsWith('.py') || importer.endsWith('.pyi')
    ? followPython(importer, from, paths)
    : followScript(importer, from, paths);
}

function followScript(importer: string, from: string, paths: ReadonlySet<string>): Led {
  if (!/^\.{1,2}(?:\/|$)/.test(from) || /[?#!$+*]/.test(from)) return { is: 'elsewhere' };
  const wanted = normalize(join(dirname(importer), from)).replace(/\/$/, '');
  const path = scriptForms(wanted).find((form) => paths.has(form));
  if (path !== undefined) return isScript(path) ? { is: 'file', path } : { is: 'elsewhere' };
  const isOther = /\.\w+$/.test(wanted) && !isScript(wanted);
  return wanted.startsWith('..') || isOther ? { is: 'elsewhere' } : { is: 'nowhere', wanted };
}

function isScript(path: string): boolean {
  return /\.(?:d\.)?[cm]?[jt]sx?$/.test(path);
}

/** As Node, bundlers and TypeScript look: the file itself, its source, with an ending, as a folder. */
function scriptForms(wanted: string): readonly string[] {
  const source = wanted.replace(/\.([cm]?)jsx?$/, '.$1ts');
  const endings = [
    '.ts',
    '.tsx',
    '.js',
    '.jsx',
    '.mts',
    '.cts',
    '.mjs',
    '.cjs',
    '.d.ts',
    '.d.mts',
    '.d.cts',
    '.json',
    '.vue',
    '.node',
  ];
  return [
    wanted,
    source,
    `${source}x`,
    source.replace(/\.([cm]?)ts$/, '.d.$1ts'),
    ...endings.map((ending) => wanted + ending),
    ...endings.map((ending) => join(wanted, `index${ending}`)),
    join(wanted, 'package.json'),
  ];
}

/** Relative modules, and those that lie from the root or from `src`. */
function followPython(importer: string, from: string, paths: ReadonlySet<string>): Led {
  const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(from) ?? [];
  const inside = rest.replaceAll('.', '/');
  const folders =
    dots === ''
      ? ['', 'src', 'lib']
      : [normalize(join(dirname(importer), ...Array.from({ length: dots.length - 1 }, () => '..')))];
  for (const folder of folders) {
    const place = join(folder, inside);
    const path = [`${place}.py`, join(place, '__init__.py')].find((form) => paths.has(form));
    if (path !== undefined) return { is: 'file', path };
  }
  return { is: 'elsewhere' };
}
