import type { Syntax } from '../../ports/syntax.ts';

type Parsing = ReturnType<Syntax['parse']>;

/** A tree takes some fifty times the memory of its text. */
const mostCharacters = 300_000;

/** Syntax that remembers the trees of the last texts: several look at the same files one after the other. */
export function recentSyntax(syntax: Syntax): Syntax {
  const known = new Map<string, Parsing>();
  let characters = 0;
  return {
    parse: (path, text) => {
      const key = `${path}\0${text}`;
      const parsing = known.get(key) ?? syntax.parse(path, text);
      if (!known.has(key)) characters += key.length;
      known.delete(key);
      known.set(key, parsing);
      for (const oldest of known.keys()) {
        if (characters <= mostCharacters) break;
        known.delete(oldest);
        characters -= oldest.length;
      }
      return parsing;
    },
  };
}
