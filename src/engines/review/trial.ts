import { z } from 'zod';
import { type Patch, patched } from '../../checks/suggestion-patch.ts';
import type { Sandbox, SandboxSession } from '../../ports/sandbox.ts';
import type { Workspace } from '../../ports/workspace.ts';
import { detectHere } from '../../project/stand-ins.ts';
import { filesOf } from '../../project/files.ts';
import { prepare } from '../../project/prepare.ts';
import type { Project, ProjectSettings } from '../../project/project.ts';
import { runnerOf } from '../../project/runners.ts';
import { type Bench, type Check, workingChecks } from './trial-checks.ts';
import { guiltyOf } from './trial-guilt.ts';

/** A change that is to be tried as a whole. */
export interface Proposal {
  readonly patches: readonly Patch[];
}

/** What running a proposal showed. All sentences are ours; names in them are the project's. */
export const Tried = z.discriminatedUnion('is', [
  z.object({ is: z.literal('held'), evidence: z.string() }).readonly(),
  z.object({ is: z.literal('worse'), why: z.string() }).readonly(),
  /** Nothing can be said of it: `because` is a sentence. */
  z.object({ is: z.literal('not-tried'), because: z.string() }).readonly(),
]);
export type Tried = z.infer<typeof Tried>;

export interface TrialPlace {
  readonly sandbox: Sandbox;
  /** At the head, for this trial alone: what is run in it may spoil it. */
  readonly workspace: Pick<Workspace, 'directory' | 'files' | 'text'>;
  readonly settings: ProjectSettings;
  readonly signal: AbortSignal;
}

/**
 * Applies proposals that do not overlap to the head, in the sandbox, and runs the project's type check, linter and tests before and
 * after. Of those that make anything worse the guilty ones are found. One outcome for each, in their order.
 */
export async function tryProposals(
  proposals: readonly Proposal[],
  place: TrialPlace,
): Promise<readonly Tried[]> {
  const { projects } = await detectHere(filesOf(place.workspace), place.settings, place.sandbox);
  const originals = await originalsOf(proposals, place.workspace);
  const homes = proposals.map((proposal) => homeOf(proposal, projects));
  const concerned = projects.filter((one) => homes.includes(one)).slice(0, mostProjects);
  const state = concerned.length === 0 ? undefined : await place.sandbox.state();
  if (state?.is === 'not-verified') return proposals.map(() => untried('Nothing can be run here safely.'));
  const outcomes = new Map<Proposal, Tried>();
  for (const project of concerned) {
    const own = proposals.filter((_, index) => homes[index] === project);
    for (const [proposal, outcome] of await tryIn(project, own, { ...place, originals }))
      outcomes.set(proposal, outcome);
  }
  return proposals.map((proposal) => outcomes.get(proposal) ?? untried('No project was found to run it in.'));
}

/** Each is installed and run several times over. */
const mostProjects = 2;

function untried(because: string): Tried {
  return { is: 'not-tried', because };
}

/** The innermost project around all that a proposal changes, of those that have anything to run. */
function homeOf({ patches }: Proposal, projects: readonly Project[]): Project | undefined {
  return projects.findLast(({ folder, types, lint, runners }) => {
    const isAround = patches.every(({ path }) => folder === '' || path.startsWith(`${folder}/`));
    return isAround && (types !== null || lint !== null || runners.length > 0);
  });
}

type Outcomes = readonly (readonly [Proposal, Tried])[];

interface Ground extends TrialPlace {
  /** The files that any proposal changes, as they are at the head: read before anything was run. */
  readonly originals: ReadonlyMap<string, string>;
}

async function tryIn(project: Project, proposals: readonly Proposal[], ground: Ground): Promise<Outcomes> {
  const { sandbox, signal, originals } = ground;
  const tree = ground.workspace.directory;
  const installed: string[] = [];
  if (project.install !== null) {
    const prepared = await prepare(sandbox, { tree, project, signal });
    signal.throwIfAborted();
    if (prepared.is === 'not-prepared') return all(proposals, 'Its packages could not be installed.');
    installed.push(...prepared.installed);
  }
  const tools = [...project.tools, ...project.runners.flatMap(({ name }) => runnerOf(name).tools)];
  await using session = await sandbox.open({ tree, tools: [...new Set(tools)], installed });
  const bench: Bench = { session, signal };
  const checks = await workingChecks(project, bench);
  if (checks.length === 0) return all(proposals, 'None of its checks passes as it is.');
  return await compare(proposals, { checks, originals, bench });
}

function all(proposals: readonly Proposal[], because: string): Outcomes {
  return proposals.map((proposal) => [proposal, untried(because)]);
}

interface Comparison {
  readonly checks: readonly Check[];
  readonly originals: Ground['originals'];
  readonly bench: Bench;
}

/** Before the search for the guilty would take longer, all that are suspected count. */
const mostSearchMs = 360_000;
const mostVerdicts = 12;

async function compare(proposals: readonly Proposal[], at: Comparison): Promise<Outcomes> {
  const { checks } = at;
  const roundMs = Math.max(
    1,
    checks.reduce((sum, { ms }) => sum + ms, 0),
  );
  const most = Math.max(2, Math.min(mostVerdicts, Math.floor(mostSearchMs / roundMs)));
  const guilty = await guiltyOf(proposals, (some) => worseWith(some, at), most);
  const held = proposals.length - guilty.size;
  return proposals.map((proposal) => {
    const why = guilty.get(proposal);
    if (why === undefined) return [proposal, { is: 'held', evidence: evidenceOf(checks, held) }];
    return [proposal, { is: 'worse', why: `Applied to the head and run: ${why}` }];
  });
}

async function originalsOf(
  proposals: readonly Proposal[],
  workspace: TrialPlace['workspace'],
): Promise<ReadonlyMap<string, string>> {
  const paths = new Set(proposals.flatMap(({ patches }) => patches.map(({ path }) => path)));
  const originals = new Map<string, string>();
  for (const path of paths) {
    const there = await workspace.text(path);
    if (there.is === 'text') originals.set(path, there.text);
  }
  return originals;
}

async function worseWith(
  some: readonly Proposal[],
  { checks, originals, bench }: Comparison,
): Promise<string | undefined> {
  if (!(await put(bench.session, some, originals))) return 'The files could not be written.';
  for (const check of checks) {
    const worse = await check.worse(bench);
    if (worse !== undefined) return worse;
  }
  return undefined;
}

/** Makes the tree what the head is with some proposals, whatever was tried before; code that ran may have put links in the way. */
async function put(
  session: SandboxSession,
  some: readonly Proposal[],
  originals: ReadonlyMap<string, string>,
): Promise<boolean> {
  const patches = some.flatMap((proposal) => proposal.patches);
  for (const [path, text] of originals) {
    const own = patches.filter((patch) => patch.path === path);
    const written = await session.write(path, patched(text, own));
    if (written.is === 'refused') return false;
  }
  return true;
}

function evidenceOf(checks: readonly Check[], held: number): string {
  const company = held === 1 ? 'Applied' : 'Applied together with the others';
  return `${company} and run: ${checks.map((check) => check.held).join('; ')}.`;
}
