/** Where something stands in plain data: keys of sections and places in lists, from the outside in. */
export type Path = readonly PropertyKey[];

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => new Map(entriesOf(value)).get(String(step)), data);
}

/** A copy without the part at the path; nothing is left where the path is the whole. */
export function without(data: unknown, path: Path): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return {};
  if (Array.isArray(data)) {
    return data.flatMap((entry: unknown, index) => {
      if (index !== first) return [entry];
      return rest.length === 0 ? [] : [without(entry, rest)];
    });
  }
  return Object.fromEntries(
    entriesOf(data).flatMap(([key, value]) => {
      if (key !== first) return [[key, value]];
      return rest.length === 0 ? [] : [[key, without(value, rest)]];
    }),
  );
}

function entriesOf(data: unknown): readonly (readonly [string, unknown])[] {
  return typeof data === 'object' && data !== null ? Object.entries(data) : [];
}

/** The paths that do not lie within others, each once. */
export function outermost(paths: readonly Path[]): readonly Path[] {
  return paths.filter(
    (path, index) =>
      !paths.some((other, at) => isWithin(path, other) && (other.length < path.length || at < index)),
  );
}

function isWithin(path: Path, other: Path): boolean {
  return other.every((step, index) => step === path[index]);
}
