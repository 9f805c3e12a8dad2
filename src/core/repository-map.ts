import type { CodeSymbol } from './outline.ts';

/** What a map needs to know of a file: the names it defines, and how often it mentions each name. */
export interface MappedFile {
  readonly path: string;
  readonly symbols: readonly CodeSymbol[];
  readonly mentions: ReadonlyMap<string, number>;
}

/** What somebody is working on: files and names that the map should lead to. */
export interface Interest {
  readonly paths: readonly string[];
  readonly names: readonly string[];
}

/** A symbol with its file, and how much it matters here. */
export interface RankedSymbol {
  readonly path: string;
  readonly symbol: CodeSymbol;
  readonly rank: number;
}

/**
 * Symbols by how much they matter to an interest: a file that mentions a name hands on its weight to the files that define it,
 * as pages do by links (PageRank), starting from the files of interest. Long telling names count more, names that begin with an
 * underscore or that many files define count less, as aider's map found useful.
 */
export function rankSymbols(files: readonly MappedFile[], interest: Interest): readonly RankedSymbol[] {
  const definers = definersOf(files);
  const links = files.map((file, index) => linksOf(file, index, definers, interest));
  const weights = spread(links, startingWeights(files, interest));
  const ranks = nameRanks(links, weights);
  return files
    .flatMap(({ path, symbols }, index) =>
      symbols.map((symbol) => ({ path, symbol, rank: ranks.get(`${index} ${symbol.name}`) ?? 0 })),
    )
    .sort((one, other) => other.rank - one.rank || (one.path < other.path ? -1 : 1));
}

/** The files, by index, that define each name. */
type Definers = ReadonlyMap<string, readonly number[]>;

function definersOf(files: readonly MappedFile[]): Definers {
  const definers = new Map<string, number[]>();
  for (const [index, { symbols }] of files.entries()) {
    for (const name of new Set(symbols.map((symbol) => symbol.name))) {
      const known = definers.get(name);
      if (known === undefined) definers.set(name, [index]);
      else known.push(index);
    }
  }
  return definers;
}

/** A name that a file mentions, how strongly, and the other files that define it. */
interface Link {
  readonly name: string;
  readonly weight: number;
  readonly owners: readonly number[];
}

function linksOf(file: MappedFile, index: number, definers: Definers, interest: Interest): readonly Link[] {
  const isOfInterest = interest.paths.includes(file.path);
  return [...file.mentions].flatMap(([name, count]) => {
    const owners = (definers.get(name) ?? []).filter((owner) => owner !== index);
    if (owners.length === 0) return [];
    const weight = Math.sqrt(count) * tellingness(name, owners.length) * (isOfInterest ? 50 : 1);
    return [{ name, owners, weight: interest.names.includes(name) ? weight * 10 : weight }];
  });
}

function tellingness(name: string, owners: number): number {
  const isCompound = name.length >= 8 && /[a-z][A-Z]|_[a-z]|-[a-z]/.test(name);
  return (isCompound ? 10 : 1) * (name.startsWith('_') ? 0.1 : 1) * (owners > 5 ? 0.1 : 1);
}

const rounds = 30;
const damping = 0.85;

/** The weight of each file after it has been handed on often enough to settle. */
function spread(links: readonly (readonly Link[])[], start: readonly number[]): readonly number[] {
  let weights = start;
  for (let round = 0; round < rounds; round += 1) {
    const next = start.map((weight) => weight * (1 - damping));
    for (const [from, out] of links.entries()) {
      const held = (weights[from] ?? 0) * damping;
      if (out.length === 0) keep(next, start, held);
      for (const { to, amount } of handed(out, held)) next[to] = (next[to] ?? 0) + amount;
    }
    weights = next;
  }
  return weights;
}

interface Handed {
  readonly name: string;
  readonly to: number;
  readonly amount: number;
}

/** What a file gives to each definer of each name that it mentions. */
function handed(out: readonly Link[], held: number): readonly Handed[] {
  const sum = out.reduce((total, { weight }) => total + weight, 0);
  return out.flatMap(({ name, weight, owners }) =>
    owners.map((to) => ({ name, to, amount: (held * weight) / sum / owners.length })),
  );
}

/** How much of all weight goes to each name of each file, by `index name`. */
function nameRanks(
  links: readonly (readonly Link[])[],
  weights: readonly number[],
): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  for (const [from, out] of links.entries()) {
    for (const { name, to, amount } of handed(out, weights[from] ?? 0)) {
      const key = `${to} ${name}`;
      ranks.set(key, (ranks.get(key) ?? 0) + amount);
    }
  }
  return ranks;
}

/** A file that mentions nothing gives its weight back to where all weight comes from. */
function keep(next: number[], start: readonly number[], held: number): void {
  for (const [index, weight] of start.entries()) next[index] = (next[index] ?? 0) + held * weight;
}

/** Half of the weight starts in the files of interest, the rest everywhere. */
function startingWeights(files: readonly MappedFile[], interest: Interest): readonly number[] {
  const chosen = files.filter(({ path }) => interest.paths.includes(path)).length;
  const share = chosen === 0 ? 1 : 0.5;
  return files.map(({ path }) => share / files.length + (interest.paths.includes(path) ? 0.5 / chosen : 0));
}

/**
 * The map as text: files with the heads of their most important symbols, in the order of the file, as many as fit. `count` counts
 * tokens.
 */
export function renderMap(
  ranked: readonly RankedSymbol[],
  budget: number,
  count: (text: string) => number,
): string {
  let [low, high] = [0, ranked.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (count(mapOf(ranked.slice(0, middle))) <= budget) low = middle;
    else high = middle - 1;
  }
  return mapOf(ranked.slice(0, low));
}

const longestHead = 120;

function mapOf(chosen: readonly RankedSymbol[]): string {
  const files = Map.groupBy(chosen, ({ path }) => path);
  return [...files]
    .map(([path, symbols]) => {
      const lines = symbols
        .map(({ symbol }) => symbol)
        .sort((one, other) => one.line - other.line)
        .map(({ line, head }) => `${String(line).padStart(5)}  ${head.slice(0, longestHead)}`);
      return [path, ...lines].join('\n');
    })
    .join('\n');
}
