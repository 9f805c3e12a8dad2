import type { FileDiff } from '../../core/diff.ts';
import type { AnalyzedChange } from '../../ports/analyzer.ts';
import type { Names } from '../../checks/names.ts';
import { isKnownEverywhere } from '../../checks/names-known.ts';
import type { House } from './name-house.ts';
import { textOf } from './trees.ts';

/** Names that a file calls though neither it nor its language has them. */
export function unknownIn(names: Names, path: string) {
  return names.called.filter(({ name }) => !names.declared.has(name) && !isKnownEverywhere(name, path));
}

/**
 * Whether the name counts as known here: the file called it before without declaring it, another file does, or typings and settings
 * of the repository speak of it.
 */
export async function isUsedSo(
  name: string,
  file: FileDiff,
  change: AnalyzedChange,
  house: House,
): Promise<boolean> {
  return (await wasUsedSo(name, file, change)) || (await isKnownElsewhere(name, file, change, house));
}

async function wasUsedSo(name: string, file: FileDiff, { base }: AnalyzedChange): Promise<boolean> {
  const before = file.status === 'added' ? undefined : await textOf(await base(), file.oldPath);
  const word = wordOf(name);
  return before !== undefined && word.test(before) && !word.test(declarationsIn(before, name));
}

function wordOf(name: string): RegExp {
  return new RegExp(`(?<![\\w$])${RegExp.escape(name)}(?![\\w$])`);
}

/** Of more files with the word than these nobody asks. */
const mostAsked = 40;

async function isKnownElsewhere(
  name: string,
  file: FileDiff,
  { diff }: AnalyzedChange,
  house: House,
): Promise<boolean> {
  const [word, changed] = [wordOf(name), new Set(diff.map(({ path }) => path))];
  const onGlobal = new RegExp(`\\b(?:globalThis|global|window|self)\\.${RegExp.escape(name)}(?![\\w$])`);
  let asked = 0;
  for (const path of [...house.paths].filter((each) => settings.test(each) || isAkin(each, file.path))) {
    const text = (await house.text(path)) ?? '';
    if (!word.test(text)) continue;
    if (settings.test(path) || onGlobal.test(text)) return true;
    if (changed.has(path)) continue;
    asked += 1;
    if (asked > mostAsked || (await callsUnknown(name, path, house))) return true;
  }
  return false;
}

async function callsUnknown(name: string, path: string, house: House): Promise<boolean> {
  const names = await house.names(path);
  return names !== undefined && unknownIn(names, path).some((each) => each.name === name);
}

/** Where global names are declared for those who check code, and where builds put some in. */
const settings =
  /\.d\.[cm]?ts$|\.pyi$|(?:^|\/)[^/]*(?:eslint|oxlint|biome|vite|webpack|rollup|jest|babel|esbuild)[^/]*$|package\.json$/;

/** The lines that declare or import the name. */
function declarationsIn(text: string, name: string): string {
  const declares = new RegExp(
    `\\b(?:function|class|const|let|var|def|import|from)\\b.*(?<![\\w$])${RegExp.escape(name)}(?![\\w$])`,
  );
  return text
    .split('\n')
    .filter((line) => declares.test(line))
    .join('\n');
}

function isAkin(path: string, other: string): boolean {
  return path.endsWith('.py') === other.endsWith('.py') && /\.(?:[cm]?[jt]sx?|py)$/.test(path);
}

/** Files that are built are not in the repository; what git is told to leave out names them. */
export async function isMade(wanted: string, house: House): Promise<boolean> {
  if (builtPlace.test(wanted)) return true;
  const name = wanted.split('/').at(-1) ?? wanted;
  const ignored = ((await house.text('.gitignore')) ?? '').split('\n').filter((line) => line.trim() !== '');
  return ignored.some((line) => {
    const plain = line.replaceAll(/^\/|[*/]+$/g, '');
    return line.includes(name) || (plain !== '' && wanted.includes(plain));
  });
}

const builtPlace =
  /(?:^|\/)(?:dist|build|lib|out|gen|esm|cjs|types|coverage|node_modules|\.\w+)(?:\/|$)|generated/i;
