import type { TestCase } from '../../checks/test-cases.ts';
import { type Gated, gate } from '../../checks/test-gate.ts';
import { applyEdits, type Source, versionOf } from '../../core/edit.ts';
import { readEditBlocks } from '../../core/edit-blocks.ts';
import { editFaultSentence } from '../../core/edit-fault.ts';
import { fileKind, isTestPath } from '../../core/file-kind.ts';
import type { ImportableFiles } from '../../core/imported-files.ts';
import type { SyntaxTree } from '../../core/syntax-tree.ts';
import type { Syntax } from '../../ports/syntax.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Files } from './bench.ts';
import type { DropReason } from './drop-reason.ts';
import type { Target } from './targets.ts';

/** A test that the gate let through, in its file, and the files of the tests that are kept already. */
export interface Candidate {
  readonly target: Target;
  readonly path: string;
  readonly test: TestCase;
  /** Of the test file with it. */
  readonly tree: SyntaxTree;
  readonly files: Files;
  readonly without: Files;
}

/** What tests are put into: the head, and the test files as they have become. */
export interface Shelf {
  readonly head: Pick<Workspace, 'text' | 'files'>;
  readonly files: Files;
  readonly syntax: Syntax;
  readonly importable: ImportableFiles;
  readonly isDeclared: (name: string) => boolean;
}

export type Shelved =
  | { readonly is: 'candidate'; readonly candidate: Candidate }
  | { readonly is: 'refused'; readonly because: DropReason; readonly say: string };

/** Puts what was written into its file, if that adds one honest test to it and touches nothing else. */
export async function candidateOf(
  answer: string,
  { target, path }: { readonly target: Target; readonly path: string },
  shelf: Shelf,
): Promise<Shelved> {
  const blocks = readEditBlocks(answer);
  if (blocks.is === 'fault') return refused('cannot be put into its file', blocks.fault);
  const strange = blocks.edits.find(
    (edit) => edit.kind === 'delete' || !(edit.path === path || isData(edit.path, shelf)),
  );
  if (strange !== undefined)
    return refused('writes outside of tests', `It touches ${strange.path}. Only ${path} is to be changed.`);
  const sources = new Map<string, Source | undefined>();
  for (const edit of blocks.edits) sources.set(edit.path, await sourceAt(edit.path, shelf));
  const edited = applyEdits(blocks.edits, (each) => sources.get(each));
  if (edited.is === 'refused')
    return refused('cannot be put into its file', edited.faults.map(editFaultSentence).join('\n'));
  const after = edited.files.find((file) => file.path === path)?.after;
  if (after === undefined || after === null)
    return refused('is not one test', `It changes nothing in ${path}.`);
  return await gated({ target, path, before: sources.get(path)?.text, after, edited: edited.files }, shelf);
}

function refused(because: DropReason, say: string): Shelved {
  return { is: 'refused', because, say };
}

/** A new file of data among the tests. */
function isData(path: string, { head, files }: Shelf): boolean {
  const isNew = !head.files().includes(path) || files.get(path) !== undefined;
  return isNew && isTestPath(path) && /^(?:data|docs)$/.test(fileKind(path));
}

async function sourceAt(path: string, { head, files }: Shelf): Promise<Source | undefined> {
  const known = files.get(path);
  const read = known === undefined ? await head.text(path) : undefined;
  const text = read?.is === 'text' ? read.text : known;
  return text === undefined || text === null ? undefined : { text, read: versionOf(text) };
}

interface Edited {
  readonly target: Target;
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
  readonly edited: readonly { readonly path: string; readonly after: string | null }[];
}

async function gated({ target, path, before, after, edited }: Edited, shelf: Shelf): Promise<Shelved> {
  const { syntax, importable, isDeclared, files } = shelf;
  const old = before === undefined ? undefined : await syntax.parse(path, before);
  const tree = await syntax.parse(path, after);
  if (tree.is === 'unparsed' || old?.is === 'unparsed')
    return refused('does not parse', `${path} cannot be read as code.`);
  const judged: Gated = gate({
    path,
    before: old,
    after: tree,
    unit: { path: target.path, symbol: target.symbol },
    files: importable,
    isDeclared,
  });
  if (judged.is === 'refused') return refused(judged.reason, judged.say);
  const now = new Map([...files, ...edited.map((file) => [file.path, file.after] as const)]);
  const without = new Map([
    ...edited.map((file) => [file.path, files.get(file.path) ?? null] as const),
    ...files,
  ]);
  if (before !== undefined && !files.has(path)) without.set(path, before);
  return { is: 'candidate', candidate: { target, path, test: judged.test, tree, files: now, without } };
}
