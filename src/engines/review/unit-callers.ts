import { isTestPath } from '../../core/file-kind.ts';
import type { Hit } from '../../ports/workspace.ts';
import { everywhere } from './unit-definitions.ts';
import { isDefinition, isImportOrComment, isKin, type Mentions } from './unit-mentions.ts';
import type { ChangedName } from './unit-names.ts';

/** A line that uses what a change touches. */
export interface Caller {
  readonly changed: ChangedName;
  readonly path: string;
  readonly line: number;
}

/** The lines that use a changed name, as far as lines tell, likeliest first: calls before mentions, code before tests. */
export function callersOf(changed: ChangedName, mentions: Mentions): readonly Caller[] {
  const hits = (mentions.get(changed.name) ?? []).filter((hit) => isKin(hit.path, changed.path));
  const isElsewhere = hits.some((hit) => hit.path !== changed.path && isDefinition(hit.text, changed.name));
  const byPath = [...Map.groupBy(hits, ({ path }) => path)];
  return byPath
    .filter(([path, inFile]) => mayMean(changed, path, { inFile, isElsewhere }))
    .flatMap(([, inFile]) => inFile.filter((hit) => isUse(hit, changed)))
    .map((hit) => ({ hit, worth: worthOf(hit, changed) }))
    .sort((one, other) => other.worth - one.worth)
    .map(({ hit: { path, line } }) => ({ changed, path, line }));
}

interface Told {
  readonly inFile: readonly Hit[];
  /** Whether another file defines the same name. */
  readonly isElsewhere: boolean;
}

/** Whether a file's mentions mean the changed name: where several files define it, an import of the right one has to say so. */
function mayMean(
  { name, path, isExported }: ChangedName,
  other: string,
  { inFile, isElsewhere }: Told,
): boolean {
  if (path === other) return true;
  if (!isExported || inFile.some((hit) => isDefinition(hit.text, name))) return false;
  if (!isElsewhere) return name.length > 2 && !everywhere.has(name);
  return inFile.some(({ text }) => isImportOrComment(text) && text.includes(moduleName(path)));
}

function moduleName(path: string): string {
  const names = path.replace(/(?<=[^/])\.\w+$/, '').split('/');
  const last = names.at(-1) ?? '';
  return /^(?:index|__init__|mod)$/.test(last) ? (names.at(-2) ?? last) : last;
}

/** What was removed is still mentioned by an import; otherwise an import uses nothing. */
function isUse({ text }: Hit, { name, how }: ChangedName): boolean {
  if (isDefinition(text, name) || !wordsIn(text).includes(name)) return false;
  return how === 'removed' ? !/^\s*(?:\/\/|\*|#)/.test(text) : !isImportOrComment(text);
}

/** The words of a line, but for those in quotes. */
function wordsIn(text: string): readonly string[] {
  return (
    text
      .replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '')
      .match(/[\p{L}_$][\p{L}\p{N}_$]*[?!]?/gu) ?? []
  );
}

function worthOf({ path, text }: Hit, { name, path: own }: ChangedName): number {
  const isCall = text.includes(`${name}(`);
  return (isCall ? 2 : 0) + (isTestPath(path) ? -1 : 1) + (path === own ? 0.5 : 0);
}
