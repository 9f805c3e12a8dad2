import { proseLines, splitLines } from './prose.ts';

/** A command as a comment asked for it; `line` counts from 1. */
export interface Invocation {
  readonly name: string;
  readonly args: readonly string[];
  readonly line: number;
}

/**
 * The commands that a comment asks for: at the start of a line (after at most three blanks) `/name args`, or the app's mention
 * instead of the slash: `@bot name args`, `@bot: name`, `@bot[bot], /name`. What GitHub shows as a quote or as code asks for
 * nothing, unknown names are not ours, the same wish counts once, and ten are heard at most.
 */
export function parseSlash(
  text: string,
  known: { readonly botName: string; readonly heads: readonly { readonly name: string }[] },
): readonly Invocation[] {
  const ways = [slash, mention(known.botName)];
  const wishes = new Map<string, Invocation>();
  for (const [index, line] of proseLines(text).entries()) {
    const asked = ways.map((way) => way.exec(line)).find((match) => match !== null);
    const name = known.heads.find((head) => head.name === asked?.[1]?.toLowerCase())?.name;
    if (name === undefined) continue;
    const args = words(asked?.[2] ?? '');
    const key = JSON.stringify([name, ...args]);
    if (!wishes.has(key)) wishes.set(key, { name, args, line: index + 1 });
  }
  return Array.from(wishes.values()).slice(0, mostWishes);
}

/**
 * The text of an edited comment in which the commands that it held before are escaped, and so no commands any more. The rest
 * stays, since a line that was added inside a quote or code is still quoted.
 */
export function addedText(before: string, after: string): string {
  const old = Map.groupBy(proseLines(before).filter(isWish), (wish) => wish.trim());
  const prose = proseLines(after);
  return splitLines(after)
    .map((line, index) => {
      const wasThere = old.get(prose[index]?.trim() ?? '')?.pop() !== undefined;
      return wasThere ? line.replace(/[/@]/, String.raw`\$&`) : line;
    })
    .join('\n');
}

const mostWishes = 10;

const slash = /^ {0,3}\/([a-z][a-z0-9-]*)(?:\s+(.*))?$/i;

function mention(botName: string): RegExp {
  const name = RegExp.escape(botName.replace(/\[bot\]$/i, ''));
  return new RegExp(
    `^ {0,3}@${name}(?:\\[bot\\])?(?:\\s*[:,]\\s*|\\s+)/?([a-z][a-z0-9-]*)(?:\\s+(.*))?$`,
    'i',
  );
}

function isWish(line: string): boolean {
  return /^ {0,3}[/@]/.test(line);
}

/**
 * Arguments are parted by blanks; quotes of either kind hold one together, at its start or after `=`. A quote that is never
 * closed, like the one in `don't`, is an ordinary character.
 */
function words(text: string): readonly string[] {
  const pieces = text.matchAll(/([^\s"'=]*=)?(?:"([^"]*)"|'([^']*)')(?=\s|$)|\S+/g);
  return Array.from(pieces, ([whole, option = '', double, single]) => {
    const quoted = double ?? single;
    return quoted === undefined ? whole : option + quoted;
  });
}
