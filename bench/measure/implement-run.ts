import { delimiter } from 'node:path';
import { openSandbox } from '../../src/adapters/bubblewrap/sandbox.ts';
import { acceptsScript } from '../../src/adapters/oxc/accepts.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import { type LocalRange, openRange } from '../../src/cli/range.ts';
import { readGitIgnore } from '../../src/config/git-ignore.ts';
import { readGuidance } from '../../src/config/guidance.ts';
import { noLeeway, readRepositoryConfig } from '../../src/config/repository.ts';
import type { Change } from '../../src/core/change.ts';
import { Failure } from '../../src/core/failure.ts';
import type { Implemented } from '../../src/core/implemented.ts';
import { implement } from '../../src/engines/implementation/implement.ts';
import {
  type ImplementationParts,
  type ImplementationRequest,
  usualLimits,
} from '../../src/engines/implementation/parts.ts';
import type { Model } from '../../src/ports/model.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { failureSentence } from '../../src/text/failures.ts';
import type { ImplementCase } from './implement-cases.ts';
import { type Bench, type Judgement, judge } from './implement-judge.ts';
import { type Answers, newTally, type Tally, tallied } from './review-model.ts';
import { timed } from './timed-model.ts';
import type { Installed } from './tests-installed.ts';

/** What our engine made of an issue, and what is said of it by tests that it was not shown. */
export interface Outcome extends Readonly<Tally> {
  readonly name: string;
  readonly implemented: Implemented | null;
  readonly judgement: Judgement | null;
  /** Without the model's own time. */
  readonly minutes: number;
  /** Why nothing came of it; null where something did. */
  readonly fault: string | null;
}

/** The hidden tests on the case's commit, and with the author's own fix: red and green where they judge anything. */
export interface Control {
  readonly name: string;
  readonly parent: Judgement;
  readonly fix: Judgement;
}

export interface Place {
  /** For the jail. */
  readonly folder: string;
  readonly installed: Installed;
}

const syntax = openSyntax({ clock: { now: () => Date.now() }, accepts: acceptsScript });

export async function controlOf(each: ImplementCase, place: Place): Promise<Control> {
  await using range = await openCase(each);
  const bench = benchIn(range, each, place);
  const parent = await judge(each, new Map(), bench);
  return { name: each.name, parent, fix: await judge(each, each.fixed, bench) };
}

/** Has the engine implement the issue, with kept answers or a model's, and judges what it would deliver. */
export async function outcomeOf(each: ImplementCase, answers: Answers, place: Place): Promise<Outcome> {
  await using range = await openCase(each);
  const bench = benchIn(range, each, place);
  const tally = newTally();
  const watch = { ms: 0 };
  const model = timed(tallied(answers, tally), watch);
  const start = performance.now();
  const { implemented, fault } = await implementedBy(each, { model, range, bench });
  const minutes = (performance.now() - start - watch.ms) / 60_000;
  const changes = implemented?.is === 'draft' ? implemented.changes : [];
  const judgement = changes.length === 0 ? null : await judge(each, textsOf(changes), bench);
  return { ...tally, name: each.name, implemented, judgement, minutes, fault };
}

/** Only the commit itself is looked at; the one before makes a range of it. */
function openCase({ repo, parent }: ImplementCase): Promise<LocalRange> {
  return openRange({ repo, base: `${parent}^`, head: parent }, syntax);
}

function benchIn(range: LocalRange, { isOnOlderNode }: ImplementCase, { folder, installed }: Place): Bench {
  const { execPath: node, arch: architecture } = process;
  const environment = isOnOlderNode ? { ...process.env, PATH: pathOfMachine() } : process.env;
  const sandbox = openSandbox({ environment, folder, node, architecture });
  return { sandbox, scratch: installed.into(range.scratch), keep: installed.keep };
}

/** Without the programs of our own packages, which `npm run` puts first. */
function pathOfMachine(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.filter((folder) => !folder.includes('node_modules')).join(delimiter);
}

function textsOf(changes: readonly Change[]): ReadonlyMap<string, string | null> {
  return new Map(changes.map(({ path, after }) => [path, after]));
}

interface Around {
  readonly model: Model;
  readonly range: LocalRange;
  readonly bench: Bench;
}

async function implementedBy(each: ImplementCase, around: Around) {
  await using workspace = await around.range.scratch();
  try {
    const request = await requestFor(each, workspace);
    const implemented = await implement(request, partsFor(each, workspace, around));
    return { implemented, fault: null };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { implemented: null, fault: failureSentence(error.why) };
  }
}

async function requestFor(
  { parent, issue }: ImplementCase,
  workspace: Workspace,
): Promise<ImplementationRequest> {
  const { config } = readRepositoryConfig(undefined, noLeeway);
  async function text(path: string): Promise<string | undefined> {
    const read = await workspace.text(path);
    return read.is === 'text' ? read.text : undefined;
  }
  const paths = workspace.files().filter((path) => /(?:^|\/)\.gitignore$/.test(path));
  const ignored = await Promise.all(
    paths.map(async (path) => ({
      folder: path.replace(/\/?\.gitignore$/, ''),
      text: (await text(path)) ?? '',
    })),
  );
  return {
    baseSha: parent,
    issue: { number: null, ...issue, author: 'reporter', remarks: [] },
    answers: [],
    guidance: await readGuidance(text, config.review, []),
    wishes: [],
    isAllowed: () => false,
    isIgnored: readGitIgnore(ignored),
    limits: usualLimits,
  };
}

/** The clock stands still: whoever answers by hand is slow, and what is measured is not their patience. */
function partsFor(
  { settings }: ImplementCase,
  workspace: Workspace,
  { model, range, bench }: Around,
): ImplementationParts {
  return {
    models: { fast: model, strong: model },
    clock: { now: () => 0 },
    transcript: { redact: (text) => text, record: () => Promise.resolve() },
    syntax,
    steps: {
      signal: new AbortController().signal,
      once: (_name, _inputs, _schema, work) => work(),
      progress: (phase, plan, done) => {
        console.error(`${phase}: ${done} of ${plan.length}`);
        return Promise.resolve();
      },
    },
    mail: () => Promise.resolve([]),
    workspace,
    base: range.head,
    analyzers: [],
    lab: { sandbox: bench.sandbox, settings, scratch: bench.scratch },
  };
}
