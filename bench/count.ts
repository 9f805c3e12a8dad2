import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { countTokens as rivalCount } from 'gpt-tokenizer/encoding/o200k_base';
import { countTokens } from '../src/adapters/openai/count.ts';
import { sizeOf } from '../src/adapters/openai/size.ts';
import { medians } from './rounds.ts';

const targetMegabytes = 5;

/**
 * Counting the tokens of code and prose: this repository's own, file by file, exactly, beside gpt-tokenizer alone. Megabytes a second
 * of text; the words of the text are known after the first round, as they are to a process that has been at work for a while. A prompt
 * that cannot fill its window is not counted, only bounded by its bytes.
 */
export async function bench() {
  const texts = ownTexts();
  const megabytes = texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0) / 1_000_000;
  const plain = { disallowedSpecial: new Set<string>() };
  const began = performance.now();
  const tokens = countAll(texts, countTokens);
  const coldMs = performance.now() - began;
  const exact = countAll(texts, (text) => rivalCount(text, plain));
  const times = await medians({
    ours: () => countAll(texts, countTokens),
    'gpt-tokenizer': () => countAll(texts, (text) => rivalCount(text, plain)),
    'ours, far from the window': () => countAll(texts, boundOf),
  });
  const figures = Object.entries({ ...times, 'ours, the first time': coldMs }).map(([name, ms]) => ({
    name,
    megabytesPerSecond: (megabytes * 1_000) / ms,
  }));
  const [ours] = figures;
  return {
    lines: [
      `${megabytes.toFixed(1)} MB of code and prose in ${texts.length} files, ${tokens} tokens; gpt-tokenizer counts ${exact}.`,
      ...figures.map(
        ({ name, megabytesPerSecond }) =>
          `  ${name.padEnd(26)} ${megabytesPerSecond.toFixed(1).padStart(6)} MB/s`,
      ),
      `"ours" counts every word; only far from the window are bytes taken instead. The target is ${targetMegabytes} MB/s, counted.`,
    ],
    figures,
    isMet: (ours?.megabytesPerSecond ?? 0) > targetMegabytes && tokens >= exact,
  };
}

function boundOf(text: string): number {
  const messages = [{ role: 'user', content: text } as const];
  return sizeOf({ name: 'bench', messages, tools: [], schema: null, isToolText: false }, Infinity);
}

function ownTexts(): readonly string[] {
  const root = join(import.meta.dirname, '..');
  const paths = globSync('{src,test,docs,playground,bench}/**/*.{ts,md}', { cwd: root });
  return paths.toSorted().map((path) => readFileSync(join(root, path), 'utf8'));
}

function countAll(texts: readonly string[], count: (text: string) => number): number {
  return texts.reduce((tokens, text) => tokens + count(text), 0);
}
