import { refuseField } from './refuse.ts';

/** How a list is asked for: from the start with `first` and `after`, or from the end with `last` and `before`. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** A page of a list as GraphQL has it; GitHub insists on `first` or `last`, of 1 to 100. */
export function connection<T>(
  name: string,
  items: readonly T[],
  wanted: PageArguments,
  show: (item: T) => unknown,
) {
  const size = sizeOf(name, wanted);
  const { start, end } = range(items.length, size, wanted);
  const nodes = items.slice(start, end).map(show);
  return {
    totalCount: items.length,
    nodes,
    edges: nodes.map((node, index) => ({ node, cursor: cursorAt(start + index) })),
    pageInfo: {
      hasNextPage: end < items.length,
      hasPreviousPage: start > 0,
      startCursor: nodes.length > 0 ? cursorAt(start) : null,
      endCursor: nodes.length > 0 ? cursorAt(end - 1) : null,
    },
  };
}

function sizeOf(name: string, { first = null, last = null }: PageArguments) {
  const size = first ?? last;
  if (size === null) {
    const rule = 'You must provide a `first` or `last` value to properly paginate';
    return refuseField('MISSING_PAGINATION_BOUNDARIES', `${rule} the \`${name}\` connection.`);
  }
  if (size < 1 || size > 100) {
    const excess = `Requesting ${size} records on the \`${name}\` connection`;
    return refuseField('EXCESSIVE_PAGINATION', `${excess} exceeds the \`first\` limit of 100 records.`);
  }
  return size;
}

function range(length: number, size: number, { first = null, after = null, before = null }: PageArguments) {
  if (first !== null) {
    const start = after === null ? 0 : indexOf(after) + 1;
    return { start, end: Math.min(length, start + size) };
  }
  const end = before === null ? length : indexOf(before);
  return { start: Math.max(0, end - size), end };
}

function cursorAt(index: number) {
  return Buffer.from(`cursor:v2:${index}`).toString('base64');
}

function indexOf(cursor: string) {
  const index = /^cursor:v2:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
  if (index === undefined) {
    refuseField('INVALID_CURSOR_ARGUMENTS', `\`${cursor}\` does not appear to be a valid cursor.`);
  }
  return Number(index);
}
