import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { applyEdits, type Source, versionOf } from '../../src/core/edit.ts';
import { readEditBlocks } from '../../src/core/edit-blocks.ts';
import { editFaultSentence } from '../../src/core/edit-fault.ts';

const scenarios = new URL('../../fixtures/edits/', import.meta.url).pathname;

/** Each folder holds files before, what a model wrote, and the files after, or what it is told. */
suite('edits', () => {
  for (const name of readdirSync(scenarios).sort()) {
    test(name.replaceAll('-', ' '), () => assert.deepEqual(outcomeOf(name), expectedOf(name)));
  }
});

interface Outcome {
  readonly after: Readonly<Record<string, string>> | null;
  readonly already: number;
  readonly told: string;
}

function outcomeOf(name: string): Outcome {
  const before = filesIn(join(scenarios, name, 'before'));
  const blocks = readEditBlocks(textIn(name, 'edit.md'));
  if (blocks.is === 'fault') return { after: null, already: 0, told: blocks.fault };
  const edited = applyEdits(blocks.edits, (path) => sourceOf(name, path, before[path]));
  if (edited.is === 'refused') {
    return { after: null, already: 0, told: edited.faults.map(editFaultSentence).join('\n') };
  }
  const changed = edited.files.map(({ path, after }) => [path, after] as const);
  const after = Object.entries({ ...before, ...Object.fromEntries(changed) }).flatMap(([path, text]) =>
    text === null ? [] : [[path, text] as const],
  );
  return { after: Object.fromEntries(after), already: edited.already.length, told: '' };
}

function expectedOf(name: string): Outcome {
  const told = textIn(name, 'refused.txt').trimEnd();
  if (told !== '') return { after: null, already: 0, told };
  const already = Number(/^already (\d+)$/m.exec(textIn(name, 'notes.txt'))?.[1] ?? 0);
  return { after: filesIn(join(scenarios, name, 'after')), already, told: '' };
}

function sourceOf(name: string, path: string, text: string | undefined): Source | undefined {
  if (text === undefined) return undefined;
  const notes = textIn(name, 'notes.txt').split('\n');
  if (notes.includes(`unread ${path}`)) return { text, read: undefined };
  return { text, read: versionOf(notes.includes(`stale ${path}`) ? `${text} as it was` : text) };
}

function filesIn(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

function textIn(name: string, file: string): string {
  const path = join(scenarios, name, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
