import { agreeable } from '../../test/agreeable.ts';
import type { Asked, Scripted } from '../../test/model-server.ts';

/**
 * A model that reads nothing and gets nearly everything wrong: quotes that stand nowhere, suggestions that do not parse, repeat their
 * neighbours, overlap or stand off the diff, forty claims at once, the same claim in other words, files that nobody wrote. Whoever
 * checks a claim agrees with it, and now and then quotes nothing real for it.
 */
export function misbehaving(asked: Asked): Scripted | undefined {
  const question = asked.messages.map(({ content }) => content).join('\n');
  if (asked.prompt.startsWith('review')) return readingOf(question);
  const answer = agreeable(asked);
  const isVerdict = asked.prompt.startsWith('verify ') && typeof answer === 'object' && answer.is === 'text';
  return isVerdict && question.length % 5 === 0 ? { ...answer, text: withoutProof(answer.text) } : answer;
}

function withoutProof(verdict: string): string {
  return verdict.replace(/(<proof>\n.*\n```\n)[^]*?(\n```\n<\/proof>)/, '$1neverWritten(anywhere);$2');
}

/** A line of the change as a reader is shown it. */
interface Line {
  readonly path: string;
  readonly number: string;
  readonly isAdded: boolean;
  readonly text: string;
}

/** Readers are asked for fewer. */
const claims = 40;

function readingOf(question: string): string {
  const lines = linesShown(question);
  const added = lines.flatMap(({ isAdded, text }, index) =>
    isAdded && text.trim().length > 3 ? [index] : [],
  );
  const findings =
    added.length === 0 ? [] : Array.from({ length: claims }, (_, number) => claim(number, lines, added));
  return `<summary>\nA change like many others.\n</summary>\n${findings.join('\n')}\n<none/>`;
}

function linesShown(question: string): readonly Line[] {
  let path = '';
  return question.split('\n').flatMap((row) => {
    path = /^### (\S+)/.exec(row)?.[1] ?? path;
    const [, number, marker, text] = /^ *(\d+) ([ +])(.*)$/.exec(row) ?? [];
    if (path === '' || number === undefined || text === undefined) return [];
    return [{ path, number, isAdded: marker === '+', text }];
  });
}

interface Spot {
  readonly before: Line;
  readonly here: Line;
  readonly after: Line;
  /** Any line that the change does not add; the same one where there is none. */
  readonly untouched: Line;
}

function claim(number: number, lines: readonly Line[], added: readonly number[]): string {
  const at = added[Math.floor(number / tricks.length) % added.length]!;
  const here = lines[at]!;
  const untouched = lines.find(({ isAdded, path }) => !isAdded && path === here.path) ?? here;
  const spot = { before: lines[at - 1] ?? here, here, after: lines[at + 1] ?? here, untouched };
  const claimed = tricks[number % tricks.length]!(spot);
  const { quote = here.text, suggestion } = claimed;
  const title = `${words(quote)} ${outcomes[number % outcomes.length]}`;
  const severity = number % 3 === 0 ? 'high' : 'medium';
  const category = number % 2 === 0 ? 'bug' : 'contract';
  const usual = { path: here.path, side: 'new', body: 'With an empty list it fails.', title };
  const mend =
    suggestion === undefined ? '' : `<suggestion>\n\`\`\`\`\n${suggestion}\n\`\`\`\`\n</suggestion>\n`;
  return findingText({ ...usual, ...claimed, quote, severity, category }, mend);
}

type Told = Readonly<Record<'path' | 'side' | 'severity' | 'category' | 'title' | 'quote' | 'body', string>>;

function findingText({ path, side, severity, category, title, quote, body }: Told, mend: string): string {
  return `<finding>
path: ${path}
side: ${side}
severity: ${severity}
category: ${category}
confidence: 0.9
title: ${title}
<quote>
\`\`\`\`
${quote}
\`\`\`\`
</quote>
<body>
${body}
</body>
${mend}</finding>`;
}

/** What a title may hold of a line. */
function words(text: string): string {
  return (text.match(/\w+/g) ?? []).join(' ').slice(0, 120);
}

/** So many that claims about neighbouring lines do not all sound alike. */
const outcomes = ['fails', 'loses data', 'never ends', 'counts twice', 'leaks', 'crashes', 'returns nothing'];

interface Claimed {
  readonly path?: string;
  readonly side?: 'old';
  readonly quote?: string;
  readonly title?: string;
  readonly body?: string;
  readonly suggestion?: string;
}

const tricks: readonly ((spot: Spot) => Claimed)[] = [
  ({ here }) => ({ suggestion: noted(here) }),
  ({ here, before, after }) => ({ suggestion: [before, here, after].map(({ text }) => text).join('\n') }),
  ({ here }) => ({ suggestion: `${here.text} }) {{ ((` }),
  ({ here, after }) => ({
    quote: `${here.text}\n${after.text}`,
    suggestion: `${noted(here)}\n${noted(after)}`,
  }),
  ({ here }) => ({ quote: `neverWritten(${here.number})`, suggestion: 'written();' }),
  ({ untouched }) => ({ quote: untouched.text, suggestion: noted(untouched) }),
  ({ here }) => ({ quote: `${here.number} +${here.text}`, suggestion: `${here.number} +${noted(here)}` }),
  () => ({ path: 'src/no/such/file.ts' }),
  () => ({ path: 'package-lock.json', quote: '"lockfileVersion": 3,', suggestion: '"lockfileVersion": 1,' }),
  ({ here }) => ({
    title: `Callers get something else from ${words(here.text)}`,
    suggestion: `${here.text};;`,
  }),
  ({ here }) => ({ suggestion: noted(here).trim() }),
  ({ here }) => ({ side: 'old', suggestion: noted(here) }),
  ({ here }) => ({ body: `Write this:\n\n\`\`\`suggestion\n${here.text}(((\n\`\`\`` }),
  ({ here }) => ({ quote: here.text.trim().slice(0, 12), suggestion: '' }),
];

/** The line with a remark at its end, which breaks nothing where a line ends a token. */
function noted({ path, text }: Line): string {
  return `${text} ${/\.(?:py|rb|sh|ya?ml|toml)$/.test(path) ? '#' : '//'} looked at`;
}
