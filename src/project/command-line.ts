import { type EnvironmentName, environmentNames } from '../ports/sandbox.ts';

/** One command of a script: what is set for it, and its words. */
export interface ScriptCommand {
  readonly env: Readonly<Partial<Record<EnvironmentName, string>>>;
  readonly words: readonly string[];
}

/**
 * The commands of a script, parted at `&&`, `||`, `;`, `|` and line ends. Quotes are taken off as a shell would; what a shell would
 * fill in stays as it is written. Of what is set, names that a sandbox does not take are left out.
 */
export function scriptCommands(script: string): readonly ScriptCommand[] {
  return parts(script).map((words) => {
    const named = words.filter((word) => word !== 'cross-env' && word !== 'env');
    const first = named.findIndex((word) => !assignment.test(word));
    return {
      env: settings(named.slice(0, first === -1 ? named.length : first)),
      words: first === -1 ? [] : named.slice(first),
    };
  });
}

const assignment = /^([A-Z_][A-Z0-9_]*)=(.*)$/s;

function settings(words: readonly string[]): ScriptCommand['env'] {
  return Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value = ''] = assignment.exec(word) ?? [];
      const known = environmentNames.find((each) => each === name);
      return known === undefined ? [] : [[known, value] as const];
    }),
  );
}

/** A quoted or plain piece of a word, what parts commands, or blanks. */
const token = /"(?:[^"\\]|\\.)*"|'[^']*'|\\.|&&|\|\||[;|&\n]|\s|[^\s"'\\;|&]+/gs;

function parts(script: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  const word: string[] = [];
  for (const [piece] of `${script.slice(0, 10_000)}\n`.matchAll(token)) {
    const isBreak = /^(?:[;|&]|\s)/.test(piece);
    if (!isBreak) word.push(unquoted(piece));
    else if (word.length > 0) commands.at(-1)?.push(word.splice(0).join(''));
    if (/^[;|&\n]/.test(piece)) commands.push([]);
  }
  return commands.filter((words) => words.length > 0);
}

function unquoted(piece: string): string {
  if (piece.startsWith('"')) return piece.slice(1, -1).replaceAll(/\\(["\\$`])/g, '$1');
  if (piece.startsWith("'")) return piece.slice(1, -1);
  return piece.replace(/^\\(?=.)/s, '');
}

/** A command as a person would type it. */
export function commandText(argv: readonly string[]): string {
  return argv
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
