import type { SyntaxTree } from '../../core/syntax-tree.ts';
import type { Syntax, Unparsed } from '../../ports/syntax.ts';
import { openPacking } from './packed-tree.ts';

type Parsing = Awaited<ReturnType<Syntax['parse']>>;

/** What is kept of a text that was parsed; the text itself is its key. */
type Kept = { readonly bytes: number } & (Packed | { readonly is: 'unparsed'; readonly parsing: Unparsed });

interface Packed extends Pick<SyntaxTree, 'language' | 'faults'> {
  readonly is: 'packed';
  readonly numbers: Int32Array;
}

/** Room for a megabyte of code: each analyzer goes through a whole change before the next one does. */
const mostBytes = 12_000_000;

/** Syntax that remembers the trees of the last texts: several look at the same files one after the other. */
export function recentSyntax(syntax: Syntax): Syntax {
  const { pack, unpack } = openPacking();
  const known = new Map<string, Kept>();
  let bytes = 0;
  return {
    parse: async (path, text) => {
      const key = `${path}\0${text}`;
      const kept = known.get(key);
      if (kept === undefined) {
        const parsing = await syntax.parse(path, text);
        remember(key, keep(parsing, key));
        return parsing;
      }
      known.delete(key);
      known.set(key, kept);
      return open(kept, text);
    },
  };

  /** Trees are packed: as nodes they take some fifty times the memory of their texts. */
  function keep(parsing: Parsing, key: string): Kept {
    // A letter takes one or two.
    const ofKey = 2 * key.length;
    if (parsing.is === 'unparsed') return { is: 'unparsed', parsing, bytes: ofKey };
    const { language, faults, root } = parsing;
    const numbers = pack(root);
    return { is: 'packed', language, faults, numbers, bytes: ofKey + numbers.byteLength };
  }
  function open(kept: Kept, text: string): Parsing {
    if (kept.is === 'unparsed') return kept.parsing;
    const { language, faults, numbers } = kept;
    return { is: 'parsed', language, text, root: unpack(numbers), faults };
  }
  function remember(key: string, kept: Kept) {
    forget(key);
    known.set(key, kept);
    bytes += kept.bytes;
    for (const oldest of known.keys()) {
      if (bytes <= mostBytes) break;
      forget(oldest);
    }
  }
  function forget(key: string) {
    bytes -= known.get(key)?.bytes ?? 0;
    known.delete(key);
  }
}
