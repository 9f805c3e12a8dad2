/**
 * Path patterns as `.gitignore` reads them: without a slash a pattern names a file or folder at any depth, with one it
 * starts at the root; a folder means all that is in it; `*` and `?` stay within a name, `**` crosses folders; `[a-z]` and
 * `[!a-z]` are one of some characters. `{a,b}` is either. The time taken is at most the product of the lengths: patterns
 * come from repositories, and backtracking regular expressions let fifteen characters stop a worker for half a minute.
 */
export type Matches = (path: string) => boolean;

/**
 * Reads a pattern. Answers the fault, as the end of a sentence about it, where it is none. Taken for files alone, as `.gitattributes`
 * has it, a folder does not mean what is in it.
 */
export function readGlob(
  glob: string,
  means: Means = 'files-and-folders',
): { readonly is: 'glob'; readonly matches: Matches } | { readonly is: 'fault'; readonly fault: string } {
  if (glob.length > longest) return { is: 'fault', fault: `is longer than ${longest} characters` };
  if (glob.replaceAll('/', '').trim() === '') return { is: 'fault', fault: 'names nothing' };
  const plain = alternatives(glob);
  if (plain.length > mostAlternatives) {
    return { is: 'fault', fault: `stands for more than ${mostAlternatives} alternatives` };
  }
  const patterns = plain.map((each) => pathPattern(each, means));
  return {
    is: 'glob',
    matches: (path) => {
      const names = path.split('/');
      return patterns.some((pattern) => fits(pattern, names));
    },
  };
}

type Means = 'files-and-folders' | 'files';

const longest = 256;
const mostAlternatives = 32;

/** The pattern once for each choice in its braces; one more than the limit at most. */
function alternatives(glob: string): readonly string[] {
  let open = [glob];
  for (;;) {
    const next = open.flatMap(chooseOnce);
    if (next.length === open.length || next.length > mostAlternatives) return next;
    open = next;
  }
}

/** Replaces the first innermost braces that hold a comma by each of their choices. */
function chooseOnce(glob: string): readonly string[] {
  const braces = /\{([^{}]*,[^{}]*)\}/.exec(glob);
  if (braces === null) return [glob];
  const before = glob.slice(0, braces.index);
  const after = glob.slice(braces.index + braces[0].length);
  return (braces[1] ?? '').split(',').map((choice) => before + choice + after);
}

/** A step of a pattern: one thing that passes the test, or any number of any things. */
type Step<T> = 'any-run' | ((thing: T) => boolean);

function pathPattern(glob: string, means: Means): readonly Step<string>[] {
  const isRooted = glob.replace(/\/$/, '').includes('/');
  const names = glob.split('/').filter((name) => name !== '');
  const all = names.at(-1) === '**' ? [...names.slice(0, -1), '*', '**'] : names;
  return [...(isRooted ? [] : ['**']), ...all, ...below(glob, means)].map(nameStep);
}

/** What follows the pattern's own names in a path that it means; a name that is empty is no file's. */
function below(glob: string, means: Means): readonly string[] {
  if (means === 'files') return glob.endsWith('/') ? [''] : [];
  return glob.endsWith('/') ? ['*', '**'] : ['**'];
}

function nameStep(name: string): Step<string> {
  if (name === '**') return 'any-run';
  const pattern = Array.from(name.matchAll(/\\.|\*+|\[[^\]]+\]|./gsu), ([piece]) => characterStep(piece));
  return (thing) => fits(pattern, Array.from(thing));
}

function characterStep(piece: string): Step<string> {
  if (piece.startsWith('*')) return 'any-run';
  if (piece === '?') return () => true;
  if (piece.length > 1 && piece.startsWith('[')) return oneOf(piece.slice(1, -1));
  const wanted = piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece;
  return (character) => character === wanted;
}

/** The inside of `[...]`: single characters and ranges, all of it turned round by a leading `!`. */
function oneOf(inside: string): (character: string) => boolean {
  const isNegated = inside.startsWith('!') && inside.length > 1;
  const ranges = Array.from((isNegated ? inside.slice(1) : inside).matchAll(/(.)-(.)|(.)/gsu), (range) => ({
    from: range[1] ?? range[3] ?? '',
    to: range[2] ?? range[3] ?? '',
  }));
  return (character) => ranges.some(({ from, to }) => from <= character && character <= to) !== isNegated;
}

/** Whether the steps cover all things. Only the last run is ever widened, so nothing is tried more than once for each step. */
function fits<T>(steps: readonly Step<T>[], things: readonly T[]): boolean {
  let step = 0;
  let retryStep = -1;
  let retryThing = 0;
  for (let at = 0; at < things.length;) {
    if (steps[step] === 'any-run') {
      step += 1;
      retryStep = step;
      retryThing = at;
    } else if (passes(steps[step], things[at])) {
      step += 1;
      at += 1;
    } else if (retryStep >= 0) {
      retryThing += 1;
      at = retryThing;
      step = retryStep;
    } else {
      return false;
    }
  }
  return steps.slice(step).every((rest) => rest === 'any-run');
}

function passes<T>(step: Step<T> | undefined, thing: T | undefined): boolean {
  return typeof step === 'function' && thing !== undefined && step(thing);
}
