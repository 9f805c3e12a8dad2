import type { CommandOrder } from './run-command.ts';
import { fileNameOf } from './files.ts';
import type { ProjectRunner } from './project.ts';
import { type CoverageRow, filledWords, type Runner, type Words } from './runner.ts';
import { runnerOf } from './runners.ts';
import { jointsIn, nameParts } from './test-name.ts';
import { nameSeparator } from './test-result.ts';

/** Which tests to run; files from the root of the tree, and a test's name as results have it. */
export type Wanted =
  | { readonly is: 'all' }
  | { readonly is: 'files'; readonly files: readonly string[] }
  | { readonly is: 'test'; readonly file: string; readonly name: string };

export interface PlanPlace {
  readonly root: string;
  /** From the root of the tree. */
  readonly reportFolder: string;
  /** Where it is to be measured, how. */
  readonly coverage?: CoverageRow;
}

/** A command, all filled in. */
export interface Plan extends CommandOrder {
  /** From the root of the tree. */
  readonly report: string;
  readonly filling: Readonly<Record<string, string>>;
}

/** The command that runs the tests asked for, reports on them and measures, where that is wanted. */
export function planOf(own: ProjectRunner, what: Wanted, place: PlanPlace): Plan {
  const runner = runnerOf(own.name);
  const { coverage } = place;
  const filling = fillingOf(own, what, place);
  const { from } = runner.report;
  const into = { path: filling['report'] ?? '', isWithErrors: from === 'both outputs' };
  return {
    argv: filledWords(wordsOf(own, what, coverage), filling, filesOf(own, what, place)),
    folder: own.folder,
    env: filledEnvironment({ ...runner.env, ...own.env }, filling),
    ...((from === 'output' || from === 'both outputs') && { into }),
    report: `${place.reportFolder}/report`,
    filling,
  };
}

/** What we add goes before the patterns of the project: to some programs, all behind the first file is a file. */
function wordsOf(own: ProjectRunner, what: Wanted, coverage: CoverageRow | undefined): Words {
  const runner = runnerOf(own.name);
  const { options, patterns } = partsOf(own, runner);
  return [
    ...(coverage?.before ?? []),
    ...(runner.report.before ?? []),
    ...options.slice(coverage?.replaced ?? 0),
    ...runner.report.words,
    ...(coverage?.words ?? []),
    ...(what.is === 'all' ? patterns : []),
    ...selection(what, runner),
  ];
}

/** More words, filled in as the plan's were. */
export function fill(words: Words, { filling }: Plan): readonly string[] {
  return filledWords(words, filling);
}

function fillingOf(
  own: ProjectRunner,
  what: Wanted,
  { root, reportFolder }: PlanPlace,
): Record<string, string> {
  const folder = `${root}/${reportFolder}`;
  const here = own.folder === '' ? root : `${root}/${own.folder}`;
  const paths = {
    folder,
    here,
    report: `${folder}/report`,
    helper: `${folder}/${runnerOf(own.name).report.helper?.name}`,
  };
  const stems = (what.is === 'files' ? what.files : []).map((file) => fileNameOf(file).replace(/\.\w+$/, ''));
  if (what.is !== 'test') return { ...paths, stems: stems.join(',') };
  const parts = nameParts(what.name);
  return {
    ...paths,
    file: relative(what.file, own.folder, root),
    stem: fileNameOf(what.file).replace(/\.\w+$/, ''),
    name: what.name,
    last: parts.at(-1) ?? '',
    colons: parts.join('::'),
    pattern: `^${parts.map((part) => RegExp.escape(part)).join(betweenParts(what.name))}$`,
    anchored: parts
      .slice(1)
      .map((part) => `^${RegExp.escape(part)}$`)
      .join('/'),
  };
}

/** However the runner joins them; what stands there may also be a part of one name. */
function betweenParts(name: string): string {
  const others = jointsIn(name).filter((joint) => joint !== nameSeparator);
  return `(?:${[nameSeparator, ' ', ...others.map((joint) => RegExp.escape(joint))].join('|')})`;
}

function filesOf({ folder }: ProjectRunner, what: Wanted, { root }: PlanPlace): readonly string[] {
  return what.is === 'files' ? what.files.map((file) => relative(file, folder, root)) : [];
}

/** As seen from the folder. A name that begins like an option stays a file. */
function relative(file: string, folder: string, root: string): string {
  if (folder !== '' && !file.startsWith(`${folder}/`)) return `${root}/${file}`;
  const own = folder === '' ? file : file.slice(folder.length + 1);
  return own.startsWith('-') ? `./${own}` : own;
}

/** The command of the project, and the patterns in it that say which tests it usually runs. */
function partsOf({ words, fixed }: ProjectRunner, { start, valued }: Runner) {
  const isOption = words.map((word, index) => {
    const isValue = valued.includes(words[index - 1] ?? '');
    return index < fixed || word.startsWith('-') || isValue || start.includes(word);
  });
  return {
    options: words.filter((_, index) => isOption[index]),
    patterns: words.filter((_, index) => !isOption[index]),
  };
}

function selection(what: Wanted, { files, named }: Runner): Words {
  switch (what.is) {
    case 'all':
      return [];
    case 'files':
      return files;
    case 'test':
      return named;
  }
}

function filledEnvironment(
  env: ProjectRunner['env'],
  filling: Readonly<Record<string, string>>,
): ProjectRunner['env'] {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, filledWords([value], filling)[0] ?? '']),
  );
}
