import { z } from 'zod';
import { read, type Reading } from './reading.ts';

/** A page of a list, as GitHub is asked for it. */
export interface Paging {
  readonly owner: string;
  readonly repo: string;
  readonly per_page: number;
  readonly page: number;
}

export interface Page {
  readonly data: unknown;
  readonly headers: { readonly link?: string | undefined };
}

/** Besides the first, which tells how many there are. */
const mostPages = 10;

type Ask = (paging: Paging) => Promise<Page>;

/** What GitHub lists the oldest first, newest first. Of more than eleven pages of a hundred, the last ten and the first. */
export async function readNewest<P>(
  at: Reading,
  what: string,
  schema: z.ZodType<P>,
  ask: Ask,
): Promise<readonly P[]> {
  const { first, newest } = await readEnds(at, what, schema, ask);
  return [...newest, ...first];
}

/** The same without a gap: of more than eleven pages, the last ten. */
export async function readLast<P>(
  at: Reading,
  what: string,
  schema: z.ZodType<P>,
  ask: Ask,
): Promise<readonly P[]> {
  const { first, newest, isWhole } = await readEnds(at, what, schema, ask);
  return isWhole ? [...newest, ...first] : newest;
}

interface Ends<P> {
  readonly first: readonly P[];
  /** Of the last pages. */
  readonly newest: readonly P[];
  readonly isWhole: boolean;
}

/** The first page tells which one is last, and the rest is read backwards from there. */
async function readEnds<P>(at: Reading, what: string, schema: z.ZodType<P>, ask: Ask): Promise<Ends<P>> {
  const page = z.object({ posts: z.array(schema), link: z.string() });
  function readPage(number: number): Promise<z.infer<typeof page>> {
    return read(at, what, page, async (name) => {
      const { data, headers } = await ask({ ...name, per_page: 100, page: number });
      return { data: { posts: data, link: headers.link ?? '' } };
    });
  }
  const first = await readPage(1);
  const last = Number(/[?&]page=(\d+)[^>]*>; rel="last"/.exec(first.link)?.[1] ?? 1);
  const newest: P[] = [];
  for (let number = last; number > 1 && number > last - mostPages; number -= 1) {
    newest.push(...(await readPage(number)).posts.toReversed());
  }
  return { first: first.posts.toReversed(), newest, isWhole: last <= mostPages + 1 };
}
