import { parseArgs } from 'node:util';
import { type FileDiff, hunksOf, linesOn, parseDiff } from '../../src/core/diff.ts';
import { applyEdits, versionOf } from '../../src/core/edit.ts';
import { readEditBlocks } from '../../src/core/edit-blocks.ts';
import { editFaultSentence } from '../../src/core/edit-fault.ts';
import { placesOf } from '../../src/core/edit-search.ts';
import { linesOfText } from '../../src/core/text-lines.ts';
import { type Blobs, openBlobs } from './blobs.ts';
import { firstParentPairs, git, type Pair } from './git.ts';

/**
 * `--repo DIR [--commits 200]`: each text file that one of the newest commits changes is turned into search/replace edits with as
 * few lines round each change as tell it from the rest of the file, written as a model writes them, read and applied to the file
 * before the commit. The result must be the file after the commit, byte for byte.
 */
export async function measure(argv: readonly string[]): Promise<boolean> {
  const { repo, commits } = options(argv);
  const pairs = await firstParentPairs(repo, commits);
  using blobs = openBlobs(repo);
  const total = { files: 0, edits: 0, apart: 0, faults: [] as string[] };
  for (const pair of pairs) {
    for (const change of await changesOf(repo, pair, blobs)) {
      if (!isExpressible(change)) total.apart += 1;
      else check(change, total);
    }
  }
  console.log(`${pairs.length} commits: ${total.files} files changed by ${total.edits} edits.`);
  console.log(
    `${total.apart} more files were left out: a line break at their end taken away, their line ends changed, or no UTF-8.`,
  );
  console.log(`${total.faults.length} files came out otherwise.`);
  for (const fault of total.faults.slice(0, 20)) console.log(`  ${fault}`);
  return total.faults.length === 0 && total.files > 0;
}

function options(argv: readonly string[]) {
  const { values } = parseArgs({
    args: [...argv],
    options: { repo: { type: 'string' }, commits: { type: 'string', default: '200' } },
  });
  if (values.repo === undefined) throw new Error('Say which repository: --repo DIR');
  return { repo: values.repo, commits: Number(values.commits) };
}

interface Change {
  readonly name: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly file: FileDiff;
}

/** The files that a commit changes and that are text before and after. */
async function changesOf(repo: string, { base, head }: Pair, blobs: Blobs): Promise<readonly Change[]> {
  const argv = ['diff', '--no-renames', '--diff-filter=M', '--no-abbrev'];
  const raw = (await git(repo, [...argv, '--raw', '-z', base, head])).split('\0').slice(0, -1);
  const files = parseDiff(await git(repo, [...argv, base, head]));
  const changes: Change[] = [];
  for (let at = 0; at < raw.length; at += 2) {
    const [, , from, to] = raw[at]!.split(' ') as [string, string, string, string];
    const path = raw[at + 1]!;
    const file = files.find((one) => one.path === path);
    if (file === undefined || hunksOf(file).length === 0 || !raw[at]!.startsWith(':100')) continue;
    const [before, after] = [await blobs.text(from), await blobs.text(to)];
    changes.push({ name: `${head.slice(0, 10)} ${path}`, path, before, after, file });
  }
  return changes;
}

/** Edits keep how a file's lines end, and never take the line break at its end away. */
function isExpressible({ before, after }: Change): boolean {
  const [old, now] = [linesOfText(before), linesOfText(after)];
  const isSame = new Set([...old.endings, ...now.endings].filter((ending) => ending !== '')).size <= 1;
  const losesBreak = old.endings.at(-1) !== '' && now.endings.at(-1) === '';
  return isSame && !losesBreak && old.mark === now.mark && !`${before}${after}`.includes('\uFFFD');
}

function check(change: Change, total: { files: number; edits: number; faults: string[] }): void {
  const wishes = wishesOf(change);
  const { lines } = linesOfText(change.before);
  const written = wishes.map((wish) => editText(change.path, wish, lines)).join('\n');
  total.files += 1;
  total.edits += wishes.length;
  const blocks = readEditBlocks(written);
  if (blocks.is === 'fault') return void total.faults.push(`${change.name}: ${blocks.fault}`);
  const source = { text: change.before, read: versionOf(change.before) };
  const edited = applyEdits(blocks.edits, () => source);
  if (edited.is === 'refused') {
    return void total.faults.push(`${change.name}: ${edited.faults.map(editFaultSentence).join(' ')}`);
  }
  if (edited.files[0]?.after !== change.after) total.faults.push(`${change.name}: another text`);
}

/** Lines of the old file that change, as indexes up to `end`, and what stands there after the commit. */
interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Lines of the old file that are found and replaced, and the changes among them. */
interface Wish {
  readonly start: number;
  readonly end: number;
  readonly hunks: readonly Hunk[];
}

function wishesOf(change: Change): readonly Wish[] {
  const { lines } = linesOfText(change.before);
  return changedLines(change).reduce<Wish[]>((wishes, hunk) => {
    let wish = unique({ start: hunk.start, end: hunk.end, hunks: [hunk] }, lines);
    for (let last = wishes.at(-1); last !== undefined && last.end > wish.start; last = wishes.at(-1)) {
      wishes.pop();
      wish = unique(
        {
          start: Math.min(last.start, wish.start),
          end: Math.max(last.end, wish.end),
          hunks: [...last.hunks, ...wish.hunks],
        },
        lines,
      );
    }
    wishes.push(wish);
    return wishes;
  }, []);
}

/** The last line is followed by an empty one where the commit gives the file its last line break. */
function changedLines({ file, before, after }: Change): readonly Hunk[] {
  const [old, now] = [linesOfText(before), linesOfText(after)];
  const closes = old.endings.at(-1) === '' && now.endings.at(-1) !== '';
  return hunksOf(file).map((hunk) => {
    const [removed, added] = [linesOn('old', hunk), linesOn('new', hunk)];
    const start = removed.length === 0 ? hunk.oldStart : hunk.oldStart - 1;
    const end = start + removed.length;
    const lines = added.map(({ text }) => text.replace(/\r$/, ''));
    return { start, end, lines: closes && end === old.lines.length ? [...lines, ''] : lines };
  });
}

/** With lines before and after, until it stands in one place. */
function unique(wish: Wish, file: readonly string[]): Wish {
  const search = file.slice(wish.start, wish.end);
  const isAll = wish.start === 0 && wish.end === file.length;
  if (isAll || (search.length > 0 && placesOf(file, search).length === 1)) return wish;
  const [start, end] = [Math.max(0, wish.start - 1), Math.min(file.length, wish.end + 1)];
  return unique({ start, end, hunks: wish.hunks }, file);
}

/** What the lines of a wish become. */
function replaced({ start, end, hunks }: Wish, file: readonly string[]): readonly string[] {
  const lines = hunks.flatMap((hunk, index) => [
    ...file.slice(hunks[index - 1]?.end ?? start, hunk.start),
    ...hunk.lines,
  ]);
  return [...lines, ...file.slice(hunks.at(-1)?.end ?? start, end)];
}

function editText(path: string, wish: Wish, file: readonly string[]): string {
  const [search, replace] = [file.slice(wish.start, wish.end), replaced(wish, file)];
  const longest = [...search, ...replace].flatMap((line) => /^\s*(`+|~+)/.exec(line)?.[1]?.length ?? 0);
  const fence = '`'.repeat(Math.max(2, ...longest) + 1);
  return [
    '<edit>',
    `path: ${path}`,
    ...['search', 'replace'].flatMap((tag) => [
      `<${tag}>`,
      fence,
      ...(tag === 'search' ? search : replace),
      fence,
      `</${tag}>`,
    ]),
    '</edit>',
  ].join('\n');
}
