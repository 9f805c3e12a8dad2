import type { LanguageName } from './languages.ts';

/** Lines that bring names in from elsewhere. */
export interface ImportedNames {
  readonly from: number;
  readonly to: number;
  /** Where from, as it is written, without quotes. */
  readonly sources: readonly string[];
  /** Every word of the lines outside quotes: the names that they bring in are among them. */
  readonly words: ReadonlySet<string>;
}

/**
 * What lines of a file bring in, read by the form of the lines alone: a `require` and a `source` are calls like any other to a
 * grammar. Lines follow one another and begin with the number `first`.
 */
export function importedNames(
  lines: readonly string[],
  language: LanguageName,
  first = 1,
): readonly ImportedNames[] {
  const found: ImportedNames[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    if (!starts[language].test(lines[at] ?? '')) continue;
    const count = lengthOf(lines.slice(at, at + mostLines));
    const text = lines.slice(at, at + count).join('\n');
    if (isImport(text, language)) {
      const words = new Set(text.replaceAll(quoted, '').match(/[\p{L}_$][\p{L}\p{N}_$]*/gu));
      found.push({ from: first + at, to: first + at + count - 1, sources: sourcesOf(text, language), words });
      at += count - 1;
    }
  }
  return found;
}

const script =
  /^\s*(?:import\b(?!\s*[.(])|export\s+(?:type\s+)?[{*]|(?:const|let|var)\s+(?:[\w$]+\s*=\s*require\b|\{))/;
const statement = /^\s*(?:import|using|use|open)\b/;
const shell = /^\s*(?:source|\.)\s/;

const starts: Readonly<Record<LanguageName, RegExp>> = {
  javascript: script,
  typescript: script,
  tsx: script,
  python: /^\s*(?:import|from)\s/,
  go: /^import\b/,
  rust: /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:use|mod|extern\s+crate)\s[^{]*(?:[;{]|$)/,
  java: statement,
  ruby: /^\s*(?:require|require_relative|load)\b/,
  php: /^\s*(?:use|require|require_once|include|include_once)\b/,
  'c-sharp': /^\s*(?:global\s+)?using\s[^(]*;/,
  cpp: /^\s*#\s*include\b/,
  bash: shell,
  powershell: /^\s*(?:Import-Module|using|\.)\s/i,
  css: /^\s*@import\b/,
};

/** More lines than one statement has. */
const mostLines = 60;

/** Lines until every bracket that the first one opens is closed again. */
function lengthOf(lines: readonly string[]): number {
  let open = 0;
  const end = lines.findIndex((line) => {
    open += (line.match(/[({]/g)?.length ?? 0) - (line.match(/[)}]/g)?.length ?? 0);
    return open <= 0;
  });
  return end === -1 ? 1 : end + 1;
}

/** `const { a } = b` looks like an import until its end. */
function isImport(text: string, language: LanguageName): boolean {
  const isScript = language === 'javascript' || language === 'typescript' || language === 'tsx';
  return !isScript || /\b(?:from|require|import)\b[\s(]*['"]|^\s*import\s*['"]/.test(text);
}

const quoted = /["'<]([^"'<>\n]+)["'>]/g;

function sourcesOf(text: string, language: LanguageName): readonly string[] {
  const found = Array.from(text.matchAll(quoted), ([, source = '']) => source);
  if (found.length > 0) return found;
  const unquoted = unquotedSource[language];
  return unquoted === undefined ? [] : Array.from(text.matchAll(unquoted), ([, source = '']) => source);
}

const dotted = /^\s*(?:import|using|use|from)\s+(?:static\s+|function\s+|const\s+)?([\w.\\]+)/gm;

const unquotedSource: Readonly<Partial<Record<LanguageName, RegExp>>> = {
  python: /^\s*(?:from|import)\s+([\w.]+)/gm,
  rust: /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:use|mod|extern\s+crate)\s+([\w:]+)/gm,
  java: dotted,
  php: dotted,
  'c-sharp': dotted,
  bash: /^\s*(?:source|\.)\s+(\S+)/gm,
};
