import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { addedLines, removedCode } from '../../core/added-lines.ts';
import type { FileDiff } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import type { AnalyzedChange, Analyzer } from '../../ports/analyzer.ts';
import { factOn } from '../../checks/fact.ts';
import { isTestPath } from '../../checks/test-path.ts';
import { looksInvented } from './invented-secret.ts';
import { secretRules, type SecretRule } from './secret-rules.ts';
import { textOf } from './trees.ts';

// It would keep a hundred marks for each text that was looked at, for ever.
secretLintProfiler.setEnabled(false);

/** Keys, tokens and passwords that the change brings into the repository. No finding holds what it found. */
export const secrets: Analyzer = {
  name: 'secrets',
  analyze: async (change, signal) => {
    const findings: Finding[] = [];
    const notRun: string[] = [];
    for (const file of change.diff) {
      signal.throwIfAborted();
      const text = addedLines(file).size === 0 ? undefined : await textOf(change.head, file.path);
      if (text === undefined) continue;
      if (text.length > longest) notRun.push(`${file.path} is too long to be looked through.`);
      else findings.push(...(await secretsOf(file, text, change)));
    }
    return { findings, notRun };
  },
};

/** In UTF-16 units; what is longer is made by a machine. */
const longest = 2_000_000;

async function secretsOf(file: FileDiff, text: string, change: AnalyzedChange): Promise<readonly Finding[]> {
  const added = addedLines(file);
  const seen = (await secretsIn(file.path, text)).filter(({ line }) => added.has(line));
  const findings: Finding[] = [];
  for (const secret of seen) {
    const isOld = isRemoved(secret, change) || (await isInBase(secret, file, change));
    const finding = isOld ? undefined : found(file, secret, text);
    if (finding !== undefined) findings.push(finding);
  }
  return findings;
}

/** What was found in a text. */
interface Secret {
  readonly rule: SecretRule;
  readonly value: string;
  readonly line: number;
}

async function secretsIn(path: string, text: string): Promise<readonly Secret[]> {
  const { messages } = await lintSource({
    source: { filePath: path, content: text, contentType: 'text', ext: /\.[^./]+$/.exec(path)?.[0] ?? '' },
    options: { config, noPhysicFilePath: true },
  });
  const isTest = isTestPath(path) || /(?:^|\/)docs?\/|\.(?:md|rst|adoc|txt)$/i.test(path);
  return messages.flatMap(({ ruleId, range: [start, end] }) => {
    const rule = secretRules.find(({ id }) => id === ruleId);
    const value = text.slice(start, end);
    if (rule === undefined || (isTest && !rule.isSure) || looksInvented(value, rule)) return [];
    return [{ rule, value, line: text.slice(0, start).split('\n').length }];
  });
}

const config = { rules: secretRules.map(({ id, creator }) => ({ id, rule: creator, options: {} })) };

/** Moved or reformatted. */
function isRemoved({ value }: Secret, { diff }: AnalyzedChange): boolean {
  const first = value.split('\n').find((line) => !line.startsWith('-----')) ?? value;
  return diff.some((file) => removedCode(file).some((line) => line.includes(first)));
}

/** Copied from where it was before. That is looked for only where something is found at all, which is rare. */
async function isInBase({ value }: Secret, file: FileDiff, { base }: AnalyzedChange): Promise<boolean> {
  const files = await base();
  const paths = new Set([file.oldPath, ...files.files()]);
  for (const path of paths) if ((await textOf(files, path))?.includes(value)) return true;
  return false;
}

function found(file: FileDiff, { rule, value, line }: Secret, text: string): Finding | undefined {
  const lines = value.split('\n').length;
  const finding = factOn(
    file,
    { from: line, to: line + lines - 1 },
    {
      rule: `secrets: ${rule.name}`,
      severity: 'critical',
      category: 'security',
      confidence: rule.isSure ? 0.95 : 0.8,
      title: `${rule.article} ${rule.name} is in this change`,
      body: `Whoever can read the repository can use it, and its history keeps it after it is taken out. ${rule.remedy} Then read it from the environment or a secret store, and take it out here.`,
    },
  );
  return finding && { ...finding, quote: blackedOut(finding.quote, value, text) };
}

/** The line without the secret; of several lines the first. */
function blackedOut(quote: string, value: string, text: string): string {
  const [first = '', ...others] = value.split('\n');
  if (others.length > 0) return `${lineWith(text, first).slice(0, 80)} [redacted]`;
  return quote.replaceAll(value, '[redacted]');
}

function lineWith(text: string, part: string): string {
  const start = text.lastIndexOf('\n', text.indexOf(part)) + 1;
  return text.slice(start, text.indexOf(part) + part.length);
}
