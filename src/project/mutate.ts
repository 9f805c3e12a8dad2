import type { LanguageName } from '../core/languages.ts';
import { childIn, nodesOf, type SyntaxNode, type SyntaxTree, textAt } from '../core/syntax-tree.ts';
import {
  emptyReturns,
  isOutOfReach,
  negations,
  numbers,
  operatorParents,
  quietCalls,
  replacements,
  statements,
  truths,
  untrueConditions,
} from './mutations.ts';

export type MutationKind =
  | 'boundary'
  | 'comparison'
  | 'logic'
  | 'arithmetic'
  | 'assignment'
  | 'boolean'
  | 'number'
  | 'negation'
  | 'return value'
  | 'removed call'
  | 'condition';

/** One small fault to seed: what stands between two offsets of one line is replaced. */
export interface Mutant {
  readonly kind: MutationKind;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/**
 * The faults that can be seeded in the given lines, in the order of the text. None that must behave as the original does by its
 * form alone, none in types, imports and log calls.
 */
export function mutantsOf(tree: SyntaxTree, isWanted: (line: number) => boolean): readonly Mutant[] {
  const places = [...reachable(tree.root)].filter(
    ({ node }) => node.line === node.lastLine && isWanted(node.line),
  );
  const found = places.flatMap((place) => seeds.flatMap((seed) => seed(place, tree)));
  const taken = new Set(found.map(({ line }) => line));
  const branching = places.filter(({ node }) => !taken.has(node.line));
  return [...found, ...branching.flatMap((place) => neverSo(place, tree))].sort(
    (one, other) => one.start - other.start || one.end - other.end,
  );
}

/** The text with the fault in it. */
export function mutated(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** So many of them, as different as can be: from all over the lines, each line once before any line twice, and rare kinds first. */
export function chosenMutants(mutants: readonly Mutant[], count: number): readonly Mutant[] {
  const chosen = new Set<Mutant>();
  const kinds = new Map<MutationKind, number>();
  let lines: readonly (readonly Mutant[])[] = [...Map.groupBy(mutants, ({ line }) => line).values()];
  while (chosen.size < count && lines.length > 0) {
    for (const own of spread(lines, count - chosen.size)) {
      const [rarest] = own.toSorted(
        (one, other) => (kinds.get(one.kind) ?? 0) - (kinds.get(other.kind) ?? 0),
      );
      if (rarest === undefined) continue;
      chosen.add(rarest);
      kinds.set(rarest.kind, (kinds.get(rarest.kind) ?? 0) + 1);
    }
    lines = lines.map((own) => own.filter((mutant) => !chosen.has(mutant))).filter((own) => own.length > 0);
  }
  return mutants.filter((mutant) => chosen.has(mutant));
}

/** So many of them, with the same distance from one to the next. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (count >= all.length) return all;
  const distance = all.length / count;
  return all.filter((_, at) => Math.floor(at / distance) !== Math.floor((at - 1) / distance));
}

interface Place {
  readonly node: SyntaxNode;
  readonly parent: SyntaxNode | undefined;
}

/** Every node that runs, with its parent. */
function* reachable(root: SyntaxNode): Generator<Place, undefined> {
  const parents = new Map<SyntaxNode, SyntaxNode>();
  const hidden = new Set<SyntaxNode>();
  for (const node of nodesOf(root)) {
    for (const child of node.children) parents.set(child, node);
    const parent = parents.get(node);
    if (isOutOfReach(node.kind) || (parent !== undefined && hidden.has(parent))) hidden.add(node);
    else yield { node, parent };
  }
  return undefined;
}

type Seed = (place: Place, tree: SyntaxTree) => readonly Mutant[];

const seeds: readonly Seed[] = [operators, literals, notNegated, emptyReturn, withoutCall];

function mutant(kind: MutationKind, { line, start, end }: SyntaxNode, replacement: string): Mutant {
  return { kind, line, start, end, replacement };
}

function operators({ node, parent }: Place, tree: SyntaxTree): readonly Mutant[] {
  if (parent === undefined || !operatorParents.has(parent.kind)) return [];
  if (joinsTexts(parent, tree)) return [];
  const found = entryOf(replacements, textAt(tree, node)) ?? [];
  return found.map(([kind, replacement]) => mutant(kind, node, replacement));
}

/** Words of a program may be those that every object knows, such as `constructor`. */
function entryOf<Value>(table: Readonly<Record<string, Value>>, word: string): Value | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/** Texts can be added and not subtracted: such a fault would show at once, wherever the line is run. */
function joinsTexts(operation: SyntaxNode, tree: SyntaxTree): boolean {
  const isSum = operation.children.some((child) => /^\+=?$/.test(textAt(tree, child)));
  return isSum && [...nodesOf(operation)].some(({ kind }) => /string|template/.test(kind));
}

function literals({ node, parent }: Place, tree: SyntaxTree): readonly Mutant[] {
  if (node.children.length > 1) return [];
  const text = textAt(tree, node);
  const truth = entryOf(truths, text);
  if (truth !== undefined && parent !== undefined && !entryOf(truths, textAt(tree, parent))) {
    return [mutant('boolean', node, truth)];
  }
  if (!numbers.test(node.kind) || !/^\d{1,9}$/.test(text)) return [];
  return [mutant('number', node, String(Number(text) + 1))];
}

/** `!a` becomes `a`; two of them in a row change nothing but the type. */
function notNegated({ node, parent }: Place, tree: SyntaxTree): readonly Mutant[] {
  const [sign, ...rest] = node.children;
  const last = rest.at(-1);
  if (sign === undefined || last === undefined || node.kind in replacements) return [];
  if (!negations.has(textAt(tree, sign))) return [];
  const isDouble = [last, parent].some(
    (one) => one?.children[0] !== undefined && textAt(tree, one.children[0]) === '!',
  );
  return isDouble ? [] : [mutant('negation', node, textAt(tree, last))];
}

function emptyReturn({ node }: Place, tree: SyntaxTree): readonly Mutant[] {
  const empty = emptyReturns[tree.language];
  if (empty === undefined || !/^return(?:_statement)?$/.test(node.kind)) return [];
  const value = node.children.find((child) => !/^(?:return|;)$/.test(child.kind));
  if (value === undefined || [empty, ...plainValues].includes(textAt(tree, value))) return [];
  return [mutant('return value', value, empty)];
}

/** Values instead of which nothing at all is no other answer to whoever asks whether; truths have a fault of their own. */
const plainValues = ['null', 'undefined', 'None', 'nil', 'true', 'false', 'True', 'False'];

/** A statement that is one call; what it does, and not its value, counts. */
function withoutCall({ node }: Place, tree: SyntaxTree): readonly Mutant[] {
  const nothing = statements[tree.language];
  if (nothing === undefined || node.kind !== 'expression_statement') return [];
  const call = node.children.find(({ kind }) =>
    /^(?:call|call_expression|await_expression|method_invocation|await)$/.test(kind),
  );
  if (call === undefined || quietCalls.test(textAt(tree, call))) return [];
  return isChained(call) ? [] : [mutant('removed call', call, nothing)];
}

/** A condition that never holds: for lines that branch and have nothing else to put a fault into. */
function neverSo({ node, parent }: Place, tree: SyntaxTree): readonly Mutant[] {
  const never = untrueConditions[tree.language];
  if (never === undefined || parent === undefined || !/^(?:if_statement|elif_clause)$/.test(parent.kind))
    return [];
  return childIn(parent, 'condition') === node ? [mutant('condition', node, never)] : [];
}

/** `super(…)` and `yield` hold more together than a call. */
function isChained(call: SyntaxNode): boolean {
  const called = childIn(call, 'function');
  return called?.kind === 'super' || called?.kind === 'import';
}

/** Languages whose statements and values these are. */
export type Table<Value> = Readonly<Partial<Record<LanguageName, Value>>>;
