import { z } from 'zod';
import { type ReportPlace, treePath } from './reported-path.ts';
import { linesOf, parseJson } from './reports/text.ts';
import { cleanName } from './test-result.ts';

/** What a linter or a type checker says of a line. */
export interface CheckerMessage {
  /** From the root of the tree. */
  readonly path: string;
  readonly line: number;
  readonly isError: boolean;
  /** The rule's name or number; null where none is told. */
  readonly rule: string | null;
  /** In one line. */
  readonly text: string;
}

/** The same as it is printed. */
interface Said {
  readonly path: string;
  readonly line: number;
  readonly level: string;
  readonly rule: string;
  readonly text: string;
}

const mostMessages = 20_000;

/**
 * Reads what eslint, oxlint, biome, tsc, flake8, ruff, mypy, pyright, go vet, golangci-lint, clippy, rubocop and whoever prints
 * `path:line: message` have printed. Code of the repository ran beside them: what is said is cleaned, and kept inside the tree.
 */
export function readMessages(printed: string, place: ReportPlace): readonly CheckerMessage[] {
  const messages: CheckerMessage[] = [];
  for (const { path, line, level, rule, text } of said(printed)) {
    const inside = treePath(path, place);
    if (inside === undefined || !Number.isSafeInteger(line) || line < 1) continue;
    messages.push({
      path: inside,
      line,
      isError: !/^(?:w|c|r|i|warn.*|info.*|hint|convention|refactor|⚠|!)$/i.test(level),
      rule: rule === '' ? null : cleanName(rule).slice(0, 100),
      text: cleanName(text),
    });
    if (messages.length === mostMessages) break;
  }
  return messages;
}

function* said(printed: string): Generator<Said, undefined> {
  let [header, before] = ['', ''];
  for (const line of linesOf(printed)) {
    const found = eslintJson(line) ?? ownLine(line) ?? below(line, header) ?? pointed(line, before);
    if (found !== undefined) yield* found;
    if (found === undefined && /^\S.{0,500}\.\w+$/.test(line)) header = line;
    if (found !== undefined) before = '';
    else if (!/^[\s│|\d]*$/.test(line)) before = line;
  }
  return undefined;
}

const EslintJson = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(
      z.object({
        ruleId: z.string().nullish(),
        severity: z.number(),
        message: z.string(),
        line: z.number().nullish(),
      }),
    ),
  }),
);

function eslintJson(line: string): readonly Said[] | undefined {
  if (!line.startsWith('[')) return undefined;
  const files = EslintJson.safeParse(parseJson(line)).data;
  return files?.flatMap(({ filePath, messages }) =>
    messages.map((each) => ({
      path: filePath,
      line: each.line ?? 0,
      level: each.severity === 1 ? 'warning' : 'error',
      rule: each.ruleId ?? '',
      text: each.message,
    })),
  );
}

/** `a.ts(1,2): error TS1: …`, `a.py:1:2: F401 …`, `a.py:1: error: … [code]`, `a.py:1:2 - error: … (rule)`. */
function ownLine(line: string): readonly Said[] | undefined {
  const place = placed.exec(line.slice(0, 4_000));
  if (place === null) return undefined;
  const told = levelled.exec(part(place, 'rest'));
  const [level, text] = [part(told, 'level'), part(told, 'text')];
  if (text === '' || level === 'note') return [];
  const end = ruleAtEnd.exec(text);
  return [
    {
      path: part(place, 'path'),
      line: Number(part(place, 'number') || part(place, 'bracketed')),
      level,
      rule: part(told, 'rule') || part(end, 'named'),
      text: part(end, 'said') || text,
    },
  ];
}

/** What a part of an expression has found; empty where nothing. */
function part(match: RegExpExecArray | null, name: string): string {
  return match?.groups?.[name] ?? '';
}

/** A path with an ending, a line in either way, and the rest. */
const placed =
  /^\s*(?<path>[^\s:()][^:()\n]{0,400}?\.\w{1,10})(?:\((?<bracketed>\d{1,9}),\d+\)|:(?<number>\d{1,9})(?::\d{1,9})?):?\s+(?:-\s+)?(?<rest>.*)$/;

const levelled =
  /^(?:(?<level>error|warning|info|hint|note|[EWCFRI])(?=[:\s]):?\s*)?(?:(?<rule>TS\d+|[A-Z]{1,4}\d{2,5})(?=[:\s]):?\s*)?(?<text>.*)$/;

/** `… [code]` or `… (rule)`. */
const ruleAtEnd = /^(?<said>.*\S)\s+[[(](?<named>[\w-]+(?:[/:][\w-]+)*)[\])]$/;

/** ESLint's usual form: `  1:2  error  Message  rule`, under a line with the path. */
function below(line: string, header: string): readonly Said[] | undefined {
  const match = /^\s+(\d{1,9}):\d+\s+(error|warning)\s+(.*?)(?:\s{2,}([@\w/-]+))?$/.exec(line);
  if (match === null || header === '') return undefined;
  const [, number, level = '', text = '', rule = ''] = match;
  return [{ path: header, line: Number(number), level, rule, text }];
}

/** The message first, then ` --> a.rs:1:2` or `╭─[a.js:1:2]`. */
function pointed(line: string, before: string): readonly Said[] | undefined {
  const place = /^\s*(?:-->|[╭,][─-]+\[)\s*(?<path>[^:[\]]+):(?<number>\d{1,9}):\d+/.exec(line);
  if (place === null || before === '') return undefined;
  const head = headed.exec(before);
  const start = ruleAtStart.exec(part(head, 'rest'));
  return [
    {
      path: part(place, 'path'),
      line: Number(part(place, 'number')),
      level: part(head, 'level'),
      rule: part(head, 'code') || part(start, 'rule'),
      text: part(start, 'text') || part(head, 'rest'),
    },
  ];
}

const headed = /^\s*(?:(?<level>error|warning|×|⚠|!|x)(?:\[(?<code>\w+)\])?:?\s)?\s*(?<rest>.*)$/;

/** `eslint(no-debugger): …`, `F401 [*] …`. */
const ruleAtStart = /^(?<rule>[\w-]+\([\w/-]+\)|[A-Z]{1,4}\d{2,5}):?\s+(?:\[\*\]\s*)?(?<text>.*)$/;
