import { type DiffLine, hunksOf } from '../../core/diff.ts';
import { type LanguageName, languageOfPath } from '../../core/languages.ts';
import type { CodeSymbol } from '../../core/outline.ts';
import { type ChangedPiece, isCallable, newNumbers } from './unit-piece.ts';

/** A function, class or type that a change touches: who uses it may be concerned. */
export interface ChangedName {
  readonly name: string;
  readonly path: string;
  /** `signature` means that its first lines changed: what it takes, gives or is called with. */
  readonly how: 'added' | 'removed' | 'signature' | 'body';
  /** Whether other files can use it, as far as the place of its definition tells. */
  readonly isExported: boolean;
}

/** A name that changed lines use, or used, and that somebody may have to look up. */
export interface UsedName {
  readonly name: string;
  readonly isCalled: boolean;
  /** What it is a member of: `cart` of `cart.total`, empty for more than a name; null where it stands alone or belongs to `this`. */
  readonly owner: string | null;
}

export interface PieceNames {
  readonly changed: readonly ChangedName[];
  /** What is called comes first, and what is used now before what was. */
  readonly used: readonly UsedName[];
}

/** The names that matter for understanding a piece of a change; none in a language that is not known. */
export function namesIn(piece: ChangedPiece): PieceNames {
  const language = languageOfPath(piece.file.path);
  if (language === undefined) return { changed: [], used: [] };
  const lines = changedLines(piece);
  return {
    changed: [...touchedNames(piece, lines, language), ...removedNames(piece, lines, language)],
    used: usedNames([...codeOf('added', lines, language), ...codeOf('removed', lines, language)]),
  };
}

/** A changed line, and the line of the new file that it is, or that follows it. */
export interface ChangedLine {
  readonly line: DiffLine;
  readonly at: number;
}

export function changedLines({ hunks }: Pick<ChangedPiece, 'hunks'>): readonly ChangedLine[] {
  return hunks.flatMap((hunk) => {
    const numbers = newNumbers(hunk);
    return hunk.lines.flatMap((line, index) =>
      line.kind === 'context' ? [] : [{ line, at: numbers[index] ?? 0 }],
    );
  });
}

function codeOf(
  kind: DiffLine['kind'],
  lines: readonly ChangedLine[],
  language: LanguageName,
): readonly string[] {
  return lines.filter(({ line }) => line.kind === kind).map(({ line }) => code(line.text, language));
}

/** More than so many characters of one line are data. */
const longestLine = 1_000;

/** A line without what it says in quotes and comments, as far as one line tells. */
function code(text: string, language: LanguageName): string {
  const bare = text.slice(0, longestLine).replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const hasHash = language === 'python' || language === 'ruby' || language === 'bash';
  return bare.replace(/^\s*(?:\*|\/\*).*/, '').replace(hasHash ? /(?:^|\s)#.*/ : /\/\/.*/, '');
}

function touchedNames(
  { file, symbols }: ChangedPiece,
  lines: readonly ChangedLine[],
  language: LanguageName,
): readonly ChangedName[] {
  const removed = lines.filter(({ line }) => line.kind === 'removed').map(({ line }) => line.text);
  const added = new Set(lines.filter(({ line }) => line.kind === 'added').map(({ at }) => at));
  return symbols
    .filter(({ kind }) => kind !== 'test' && kind !== 'module')
    .flatMap((symbol) => {
      const how = howTouched(symbol, { lines, added, removed });
      if (how === undefined) return [];
      return [{ name: symbol.name, path: file.path, how, isExported: isExported(symbol, language) }];
    });
}

interface Touch {
  readonly lines: readonly ChangedLine[];
  readonly added: ReadonlySet<number>;
  readonly removed: readonly string[];
}

/** A class is touched by its first line only: what changes in it are its members. */
function howTouched(symbol: CodeSymbol, { lines, added, removed }: Touch): ChangedName['how'] | undefined {
  const inside = lines.some(({ at }) => symbol.line <= at && at <= symbol.lastLine);
  if (!inside) return undefined;
  if (!added.has(symbol.line)) return isCallable(symbol) || isShape(symbol) ? 'body' : undefined;
  return removed.some((text) => defines(text, symbol.name)) ? 'signature' : 'added';
}

function isShape({ kind }: CodeSymbol): boolean {
  return kind === 'interface' || kind === 'type' || kind === 'enum';
}

/** Names whose definitions were taken away and that the file does not define any more. */
function removedNames(
  { file, symbols }: ChangedPiece,
  lines: readonly ChangedLine[],
  language: LanguageName,
): readonly ChangedName[] {
  const kept = new Set(symbols.map(({ name }) => name));
  const again = new Set(
    hunksOf(file)
      .flatMap((hunk) => hunk.lines)
      .filter(({ kind }) => kind === 'added')
      .flatMap(({ text }) => definedName(text) ?? []),
  );
  const names = lines
    .filter(({ line }) => line.kind === 'removed')
    .flatMap(({ line }) => {
      const name = definedName(line.text);
      return name === undefined || kept.has(name) || again.has(name) ? [] : [{ name, head: line.text }];
    });
  return [...new Map(names.map((found) => [found.name, found])).values()].map(({ name, head }) => ({
    name,
    path: file.path,
    how: 'removed',
    isExported: isExported({ name, head, within: null }, language),
  }));
}

const definition =
  /^\s*(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|pub(?:\([^)]*\))?|unsafe|declare|override|const(?=\s+(?:fn|enum)))\s+)*(?:(?:function\*?|def|func|fn|class|interface|type|enum|struct|trait|const|let|var|module)\s+(?:\([^)]*\)\s*)?(?:self\.)?|(?:module\.)?exports\.)(?<name>[\p{L}_$][\p{L}\p{N}_$]*[?!]?)/u;

/** The name that a line defines at the edge of a file or a class; not what a function keeps in a variable of its own. */
function definedName(text: string): string | undefined {
  const line = text.slice(0, longestLine);
  const isVariable = /^\s+(?:const|let|var)\b/.test(line);
  return isVariable ? undefined : definition.exec(line)?.groups?.['name'];
}

/** Whether a line that was removed began the definition of a name. Methods begin with their name alone. */
function defines(text: string, name: string): boolean {
  if (definedName(text) === name) return true;
  const words = text.slice(0, longestLine).match(/[\p{L}_$][\p{L}\p{N}_$]*[?!]?(?=\s*[(<=:])/u);
  return words?.[0] === name;
}

type Defined = Pick<CodeSymbol, 'name' | 'head' | 'within'>;

function isExported(symbol: Defined, language: LanguageName): boolean {
  return !isPrivate[language](symbol);
}

function isPrivateMember({ name, head }: Defined): boolean {
  return name.startsWith('#') || /^(?:static\s+)?private\b/.test(head);
}

function isUnderscored({ name }: Defined): boolean {
  return name.startsWith('_') && !name.startsWith('__');
}

function isMarkedPrivate({ head }: Defined): boolean {
  return /\bprivate\b/.test(head);
}

function isNever(): boolean {
  return false;
}

/** Private by the language's own signs; what has none may be used anywhere. */
const isPrivate: Readonly<Record<LanguageName, (symbol: Defined) => boolean>> = {
  javascript: isPrivateMember,
  typescript: isPrivateMember,
  tsx: isPrivateMember,
  python: isUnderscored,
  go: ({ name }) => !/^\p{Lu}/u.test(name),
  rust: ({ head, within }) => within === null && !/^\s*pub\b/.test(head),
  java: isMarkedPrivate,
  ruby: isNever,
  php: isMarkedPrivate,
  'c-sharp': isMarkedPrivate,
  cpp: ({ head }) => /^\s*static\b/.test(head),
  bash: isNever,
  powershell: isNever,
  css: isNever,
};

function usedNames(lines: readonly string[]): readonly UsedName[] {
  const names = new Map<string, UsedName>();
  for (const used of lines.flatMap(usedInLine)) {
    const { name, owner, isCalled } = used;
    const known = names.get(`${owner ?? ''} ${name}`);
    names.set(`${owner ?? ''} ${name}`, { ...used, isCalled: isCalled || known?.isCalled === true });
  }
  return [...names.values()].sort((one, other) => Number(other.isCalled) - Number(one.isCalled));
}

function usedInLine(line: string): readonly UsedName[] {
  const words = Array.from(line.matchAll(word), wordOf);
  return words.flatMap((found, at) => {
    const { name, isCalled } = found;
    if (name.length < 2 || keywords.has(name)) return [];
    return [{ name, isCalled, owner: ownerOf(found, words[at - 1]) }];
  });
}

interface Word {
  readonly name: string;
  readonly isCalled: boolean;
  readonly isLinked: boolean;
  readonly start: number;
  readonly end: number;
}

function wordOf(match: RegExpExecArray): Word {
  const { link = '', name = '', call } = match.groups ?? {};
  const end = match.index + match[0].length;
  return { name, isCalled: call !== undefined, isLinked: link !== '', start: match.index, end };
}

function ownerOf({ isLinked, start }: Word, before: Word | undefined): string | null {
  if (!isLinked) return null;
  const owner = before?.end === start ? before.name : '';
  return /^(?:this|self|cls|super)$/.test(owner) ? null : owner;
}

const word =
  /(?<link>\s*(?:\?\.|\.|->|::)\s*|)(?<name>[\p{L}_$][\p{L}\p{N}_$]*[?!]?)(?<call>(?=\s*\()|(?=!\s*[([{]))?/gu;

/** Words of the languages themselves, and names that every program uses. */
const keywords: ReadonlySet<string> = new Set(
  `abstract and array as assert async await base begin bool boolean break byte case catch chan char class const
  constructor continue debugger declare def default defer defined delete do double elif else elsif end ensure enum err error
  esac except export extends extern false fi final finally float fn for from func function get global go goto if impl
  implements import in include instanceof int interface internal is keyof lambda len let long loop map match mod module move
  mut namespace native new next nil none not null number object of operator or override package pass print private
  protected pub public raise range readonly record ref repeat require rescue return satisfies sealed select self set short
  static str string struct super switch then this throw throws trait true try type typeof undefined union unless
  unsafe until use using val var virtual void volatile when where while with yield
  None True False Self String Number Boolean Object Array Promise Error Math JSON Date Map Set Symbol console
  process module exports window document`.split(/\s+/),
);
