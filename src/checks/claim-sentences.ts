import { languageOfPath } from '../core/languages.ts';

/** A sentence of somebody who tells of a change, and what it names. */
export interface Said {
  /** As it stands in the text. */
  readonly sentence: string;
  readonly paths: readonly string[];
  /** Names in code spans that look like no word of the language: `parseRange`, `a.b`, `run()`. */
  readonly symbols: readonly string[];
  readonly commands: readonly string[];
  /** Whether it says that something was changed, or that something was run, or that a test was added. */
  readonly isOfChange: boolean;
  readonly isOfRun: boolean;
  readonly isOfNewTest: boolean;
}

/** The sentences of a text in Markdown, fenced code apart. */
export function sentencesIn(text: string): readonly Said[] {
  const prose = text.replaceAll(/^ {0,3}(`{3,}|~{3,})[^]*?^ {0,3}\1.*$/gm, '\n\n');
  return prose
    .split(/\n(?=\s*(?:[-*+]|\d+[.)])\s)|\n\s*\n/)
    .flatMap((part) => part.match(/(?:`[^`\n]*`|[^`])+?(?:[.!?](?=\s|$)|$)/g) ?? [])
    .map((part) => part.replace(/^\s*(?:#+|[-*+]|\d+[.)])\s+(?:\[[ x]\]\s*)?/, '').trim())
    .filter((sentence) => sentence !== '')
    .map(saidIn);
}

function saidIn(sentence: string): Said {
  const spans = Array.from(sentence.matchAll(/(`+)(.+?)\1/g), ([, , code = '']) => code.trim());
  const plain = sentence.replaceAll(/(`+)(.+?)\1/g, ' ');
  const commands = spans.filter((span) => program.test(span));
  const paths = [...spans.filter((span) => !commands.includes(span)), ...barePaths(plain)]
    .map((span) => span.replace(/^\.\//, '').replace(/:\d+(?:[-:]\d+)?$/, ''))
    .filter(isPath);
  const symbols = spans
    .map((span) => span.replace(/\(.*\)$/, '()'))
    .filter((span) => !paths.includes(span) && symbol.test(span))
    .map((span) => span.replace(/\(\)$/, ''));
  const isMeant = !denied.test(plain) && !proposed.test(plain);
  return {
    sentence,
    paths,
    symbols,
    commands,
    isOfChange: isMeant && changing.test(plain),
    isOfRun: isMeant && ran.test(plain) && !told.test(sentence),
    isOfNewTest: isMeant && newTest.test(plain),
  };
}

/** Outside of code spans only what has a folder is taken for a path: `Node.js` has an ending, too. */
function barePaths(plain: string): readonly string[] {
  return Array.from(plain.matchAll(/(?<![\w/:.@-])[\w.-]+(?:\/[\w.-]+)+\.\w+\b(?!\/)/g), ([path]) => path);
}

function isPath(span: string): boolean {
  if (!/^[\w.@/[\]-]+$/.test(span) || /^\d|^@[^/]+\/[^/]+$|\/\/|^\//.test(span)) return false;
  return languageOfPath(span) !== undefined ? !libraries.test(span) : ending.test(span);
}

const libraries =
  /^(?:node|next|vue|nuxt|react|express|three|d3|moment|chart|socket\.io|deno|p5|alpine|ember|backbone)\.js$/i;
const ending =
  /\.(?:json[5c]?|md|mdx|ya?ml|toml|txt|html?|css|scss|xml|cfg|ini|lock|snap|rst|vue|svelte)$|^[\w.-]+(?:\/[\w.-]+)+\/$/;

/** Not a plain word, which may be anything. */
const symbol =
  /^(?:[A-Za-z_$][\w$]*[.#])*(?:[a-z$_]+[\d_]*[A-Z][\w$]*|[A-Z][a-z]+[A-Z][\w$]*|\w+_\w+|[A-Za-z_$][\w$]*\(\))$/;

const program =
  /^(?:npm|npx|yarn|pnpm|bun|bunx|node|deno|tsx|tsc|mocha|jest|vitest|ava|tap|tape|c8|nyc|eslint|oxlint|prettier|biome|xo|python3?|pytest|tox|nox|ruff|mypy|flake8|pylint|black|poetry|uv|pip|go|cargo|make|mvn|gradle|\.\/gradlew|bundle|rake|rspec|rubocop|composer|phpunit|dotnet|git)\s+\S|^(?:pytest|tsc|eslint|mocha|jest|vitest|ava|tap|tape|tox|make|ruff|mypy|flake8|rspec|xo)$/;

const changing =
  /\b(?:add|chang|updat|fix|mend|remov|delet|creat|modif|edit|renam|mov|rewr|refactor|extend|introduc|replac|adjust|document|implement|correct|export)(?:e?s|e?d|ed|ote|otes|ies|ied|ten|ted|ing)?\b|\b(?:wrote|now (?:\w+s)|new)\b/i;
const ran =
  /\b(?:ran|pass(?:es|ed)?|green|verified|tested|checked|executed|succeed(?:s|ed)|(?:was|were|is|are) (?:run|clean))\b/i;
/** How to run something is no claim that it was. */
const told = /^(?:to |run |you can |please |use )/i;
const denied =
  /\b(?:not|never|nor|neither|without|unchanged|untouched|unaffected|instead of|rather than|left alone|cannot|unable)\b|n't\b|\bno\b/i;
const proposed =
  /\b(?:should|could|would|might|may|todo|later|future|follow-?up|suggest\w*|recommend\w*|proposes?|remains?|left to)\b/i;
const newTest =
  /\b(?:add(?:ed|s)?|wrote|writes|written|includ(?:ed|es)|new|introduc(?:ed|es))\b(?:\s+[\w'-]+){0,5}?\s+(?:tests?|specs?|test cases?)\b/i;

/** Whether a sentence says that all tests pass. */
export function namesSuite(sentence: string): boolean {
  const isDenied = /\b(?:not|could not|cannot|except|but|before the change|failed before)\b|n't\b/i.test(
    sentence,
  );
  return !isDenied && suitePasses.some((pattern) => pattern.test(sentence));
}

const suitePasses: readonly RegExp[] = [
  /\b(?:all|every|each|the (?:whole|full|entire|complete|existing|rest of the))\s+(?:of the\s+)?(?:\d+\s+)?(?:other\s+|existing\s+|unit\s+|project'?s?\s+)*(?:tests?|specs?|suite|test suite)\b[^.]*\b(?:pass(?:es|ed|ing)?|green|succeeds?)\b/i,
  /\b(?:test )?suite (?:still )?(?:passes|passed|is green|succeeds)\b/i,
  /\btests (?:all )?(?:still )?pass\b|\bno (?:tests? (?:fail|broke)|failing tests|test failures|regressions)\b/i,
];
