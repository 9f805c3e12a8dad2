import { languageOf, type LanguageName } from '../../core/languages.ts';
import { nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../../core/syntax-tree.ts';
import type { Syntax } from '../../ports/syntax.ts';
import { builtFrom, isWrittenOut, unwrapped } from './built-text.ts';
import { javascriptWeaknesses } from './javascript-weaknesses.ts';
import { otherWeaknesses } from './other-weaknesses.ts';
import { type Bound, matchesAt, type Pattern, readPattern } from './pattern.ts';
import { pythonWeaknesses } from './python-weaknesses.ts';
import type { Condition, PatternSearch, Weakness, Where } from './weakness.ts';

export const weaknesses: readonly Weakness[] = [
  ...javascriptWeaknesses,
  ...pythonWeaknesses,
  ...otherWeaknesses,
];

/** A place that a rule finds. */
export interface Hit {
  readonly rule: Weakness;
  readonly tree: SyntaxTree;
  readonly node: SyntaxNode;
}

/** Each place once for each rule. */
export function hitsIn(tree: SyntaxTree, rules: readonly ReadRule[], isTest: boolean): readonly Hit[] {
  const found = new Map<string, Hit>();
  function keep(rule: Weakness, node: SyntaxNode) {
    found.set(`${rule.id} ${node.start}`, { rule, tree, node });
  }
  const meant = rules.filter(({ rule }) => !isTest || rule.isForTests);
  for (const { rule, finders } of meant)
    for (const places of finders) for (const node of places(tree)) keep(rule, node);
  const patterns = Map.groupBy(
    meant.flatMap(({ patterns }) => patterns.filter((each) => mayFit(each, tree.text))),
    ({ pattern }) => pattern.node.kind,
  );
  for (const node of nodesOf(tree.root))
    for (const { rule, pattern, where } of patterns.get(node.kind) ?? [])
      if (matchesAt(pattern, tree, node).some((bound) => isMeant(where, tree, bound))) keep(rule, node);
  return [...found.values()];
}

/** Most texts do not even hold the words of a pattern. */
function mayFit({ pattern, file }: ReadPattern, text: string): boolean {
  return pattern.words.every((word) => text.includes(word)) && file?.test(text) !== false;
}

function isMeant(where: Where, tree: SyntaxTree, bound: Bound): boolean {
  return Object.entries(where).every(([name, conditions]) => {
    const node = bound.get(name);
    return node === undefined || [conditions].flat().every((condition) => holds(condition, tree, node));
  });
}

function holds(condition: Condition, tree: SyntaxTree, node: SyntaxNode): boolean {
  if (condition instanceof RegExp) return condition.test(textAt(tree, unwrapped(node)));
  if (typeof condition === 'object') return !condition.not.test(textAt(tree, unwrapped(node)));
  if (condition === 'dynamic') return !isWrittenOut(tree, node);
  const pieces = builtFrom(tree, node).filter((piece) => !isHarmless(piece));
  return pieces.length > 0 && (condition === 'built' || readsAsSql(tree, node));
}

/** Constants by their name, places for parameters, and what has been quoted for its purpose. */
function isHarmless(piece: string): boolean {
  return (
    /^[A-Z][A-Z0-9_.]*$|^['"]|['"`][?%]['"`]|placeholders?|^\d/.test(piece) ||
    /\b\w*(?:quote|escape|sanitiz|encode)\w*\s*\(/i.test(piece)
  );
}

function readsAsSql(tree: SyntaxTree, node: SyntaxNode): boolean {
  return sqlText.test(writtenIn(tree, node));
}

const sqlText =
  /\b(?:select\b[^]*\bfrom|insert\s+into|update\b[^]*\bset|delete\s+from|drop\s+table|replace\s+into)\b/i;

/** The text, or what a name for it was given. */
function writtenIn(tree: SyntaxTree, node: SyntaxNode): string {
  const text = textAt(tree, unwrapped(node));
  if (!/^\$?\w+$/.test(text)) return text;
  const given = new RegExp(`(?<![\\w$])${RegExp.escape(text)}\\s*:?=(?!=)([^;]{0,2000})`).exec(tree.text);
  return given?.[1] ?? '';
}

export type RulesOf = (language: LanguageName) => Promise<readonly ReadRule[]>;

interface ReadPattern {
  readonly rule: Weakness;
  readonly pattern: Pattern;
  readonly where: Where;
  readonly file: RegExp | undefined;
}

export interface ReadRule {
  readonly rule: Weakness;
  readonly patterns: readonly ReadPattern[];
  readonly finders: readonly ((tree: SyntaxTree) => Iterable<SyntaxNode>)[];
}

/** The rules of a language, with their patterns read when they are first needed. */
export function readRules(syntax: Syntax): RulesOf {
  const known = new Map<LanguageName, Promise<readonly ReadRule[]>>();
  return (language) => {
    const rules = known.get(language) ?? rulesFor(syntax, language);
    known.set(language, rules);
    return rules;
  };
}

async function rulesFor(syntax: Syntax, language: LanguageName): Promise<readonly ReadRule[]> {
  const own = weaknesses.filter(({ languages }) => languages.includes(language));
  const rules: ReadRule[] = [];
  for (const rule of own) {
    const patterns: ReadPattern[] = [];
    for (const search of rule.finds)
      if ('code' in search) patterns.push({ rule, ...(await read(syntax, search, language)) });
    rules.push({
      rule,
      patterns,
      finders: rule.finds.flatMap((search) => ('places' in search ? search.places : [])),
    });
  }
  return rules;
}

async function read(syntax: Syntax, search: PatternSearch, language: LanguageName) {
  const [extension = ''] = languageOf(language).extensions;
  const pattern = await readPattern(syntax, search, { language, extension });
  return { pattern, where: search.where ?? {}, file: search.file };
}
