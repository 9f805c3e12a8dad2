import type { LanguageName } from '../../core/languages.ts';
import { languageOf, languageOfPath } from '../../core/languages.ts';
import type { Hit, Workspace } from '../../ports/workspace.ts';

/** Where names stand in the tree: the lines, in the order of paths. */
export type Mentions = ReadonlyMap<string, readonly Hit[]>;

export interface Wanted {
  readonly names: readonly string[];
  /** The languages whose files are searched. */
  readonly languages: readonly LanguageName[];
}

/** One search through the tree takes as long for many names as for one; these are as many as stay quick. */
const mostNames = 300;
const mostHits = 10_000;
/** A name that stands in more lines than these says nothing by where it stands. */
const mostOfName = 400;

/**
 * Finds all names in one search through the files of some languages, comments and texts included. Names that stand everywhere are
 * left out, and so is everything where the search takes too long: what is found this way helps, and is never needed.
 */
export async function findMentions(
  head: Pick<Workspace, 'search'>,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<Mentions> {
  const names = [...new Set(wanted.names)].slice(0, mostNames);
  const found = await search(head, { ...wanted, names }, signal);
  if (!found.isMore) return found.mentions;
  const rare = names.filter((name) => (found.mentions.get(name)?.length ?? 0) <= mostOfName);
  return (await search(head, { ...wanted, names: rare }, signal)).mentions;
}

async function search(
  head: Pick<Workspace, 'search'>,
  { names, languages }: Wanted,
  signal?: AbortSignal,
): Promise<{ readonly mentions: Mentions; readonly isMore: boolean }> {
  if (names.length === 0 || languages.length === 0) return { mentions: new Map(), isMore: false };
  const source = wordsSource(names);
  const query = {
    text: source,
    as: 'regex',
    ignoreCase: false,
    glob: globOf(languages),
    most: mostHits,
  } as const;
  const result = await head.search(query, signal);
  if (result.is !== 'found') return { mentions: new Map(), isMore: false };
  return { mentions: byName(result.hits, new RegExp(source, 'gu')), isMore: result.isMore };
}

function wordsSource(names: readonly string[]): string {
  const escaped = names.map((name) => name.replaceAll(/[$?]/g, String.raw`\$&`));
  return String.raw`(?<![\p{L}\p{N}_$])(?:${escaped.join('|')})(?![\p{L}\p{N}_$])`;
}

function byName(hits: readonly Hit[], words: RegExp): Mentions {
  const mentions = new Map<string, Hit[]>();
  for (const hit of hits) {
    for (const name of new Set(hit.text.match(words))) {
      const known = mentions.get(name);
      if (known === undefined) mentions.set(name, [hit]);
      else known.push(hit);
    }
  }
  return mentions;
}

/** Files of the languages, and of those that share modules with them. */
function globOf(languages: readonly LanguageName[]): string {
  const scripts: readonly LanguageName[] = ['javascript', 'typescript', 'tsx'];
  const all = languages.some((name) => scripts.includes(name)) ? [...languages, ...scripts] : languages;
  const extensions = [...new Set(all.flatMap((name) => languageOf(name).extensions))];
  return extensions.length === 1 ? `**/*.${extensions[0]}` : `**/*.{${extensions.join(',')}}`;
}

/** Whether a line begins the definition of a name, by its form. */
export function isDefinition(text: string, name: string): boolean {
  const at = text.indexOf(name);
  const [before, after] = [text.slice(0, at), text.slice(at + name.length)];
  if (
    /(?:^|\W)(?:function\*?|def|func|fn|class|interface|type|enum|struct|trait|const|let|var)\s+(?:\([^)]*\)\s*|self\.)?$/.test(
      before,
    )
  )
    return !/^[\w$]/.test(after);
  const isMethod = /^\s*(?:[\w<>[\],*]+\s+)*[*#]?$/.test(before) && /^\s*(?:<[^>]*>)?\(.*\{\s*$/.test(after);
  const isValue =
    /^[\s\w.]*$/.test(before) &&
    /^\s*[=:]\s*(?:async\b\s*)?(?:function\b|class\b|\(.*=>|\w+\s*=>)/.test(after);
  return (isMethod && !/\b(?:return|await|new|throw|if|while|for)\s+$/.test(before)) || isValue;
}

/** Whether a line brings names in, or is a comment. */
export function isImportOrComment(text: string): boolean {
  return /^\s*(?:import\b|from\s+\S+\s+import\b|using\b|use\s|#\s*include|\/\/|\/\*|\*(?:\s|\/)|#(?!\[|define)|"""|--\s)|\brequire\s*\(/.test(
    text,
  );
}

/** Whether two files are written in languages that use each other's names. */
export function isKin(one: string, other: string): boolean {
  const [left, right] = [languageOfPath(one), languageOfPath(other)];
  return left === right || (isScript(left) && isScript(right));
}

function isScript(language: LanguageName | undefined): boolean {
  return language === 'javascript' || language === 'typescript' || language === 'tsx';
}
