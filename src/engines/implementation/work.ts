import { z } from 'zod';
import type { Change } from '../../core/change.ts';
import type { Reproduction } from '../../core/implemented.ts';
import type { Project, ProjectRunner } from '../../project/project.ts';
import type { Models } from '../../ports/model.ts';
import { Checked, runCheckers } from './checkers.ts';
import { countedModels } from './counted-models.ts';
import type { Gated } from './gates.ts';
import { type Notes, openNotes } from './notes.ts';
import type { ImplementationParts, ImplementationPhase, Terms } from './parts.ts';
import { baseSuite, SuiteBase } from './suites.ts';
import { type Files, type OpenedWorkshop, openWorkshop, type Workshop } from './workshop.ts';

/** What is to be done, for everybody who works on it. */
export interface Work {
  /** Names conversations and kept steps. */
  readonly name: string;
  /** The commit that the work begins from. */
  readonly sha: string;
  /** What was asked for, in the words of those who may ask. */
  readonly asked: string;
  /** The same as sections of a prompt. */
  readonly wish: string;
  readonly terms: Terms;
  /** Whether a test has to show what it is about. */
  readonly isProofDue: boolean;
  /** Files that were changed before anybody worked on them, as a merge has left them. */
  readonly given: Files;
  /** What has shown it in earlier rounds. */
  readonly proofs: readonly Reproduction[];
  readonly parts: ImplementationParts;
  /** For questions beside the conversation, which are counted in the notes. */
  readonly beside: Models;
  readonly notes: Notes;
  /** What is known by now of the projects before the change, by folder; and of the files as they were checked. */
  readonly befores: Map<string, Promise<Before>>;
  readonly gated: Map<string, Promise<Gated>>;
  /** Opened when something is first to be run. */
  readonly workshop: () => Promise<OpenedWorkshop>;
}

/** All that is opened for the work is let go of with `room`. */
export function openWork(
  assignment: Omit<Work, 'parts' | 'beside' | 'notes' | 'befores' | 'gated' | 'workshop'>,
  parts: ImplementationParts,
  room: AsyncDisposableStack,
): Work {
  let opened: Promise<OpenedWorkshop> | undefined;
  const notes = openNotes();
  return {
    ...assignment,
    parts,
    beside: countedModels(parts.models, notes),
    notes,
    befores: new Map(),
    gated: new Map(),
    workshop: () => (opened ??= openWorkshop(parts, room)),
  };
}

/** What was changed by whoever works, as against what was given. */
export function ownChanges({ parts, given }: Pick<Work, 'parts' | 'given'>): readonly Change[] {
  return parts.workspace.changes().filter(({ path, after }) => !given.has(path) || given.get(path) !== after);
}

/** Tells how far the work is. */
export function tell({ parts, notes }: Work, phase: ImplementationPhase): Promise<void> {
  return parts.steps.progress(
    phase,
    notes.plan.map(({ text }) => text),
    notes.planDone,
  );
}

/** The files as they were, in place of those that were changed. */
export function baseFiles(changes: readonly Change[]): Files {
  return new Map(changes.map(({ path, before }) => [path, before]));
}

const Before = z.object({ suite: SuiteBase.nullable(), checks: z.array(Checked).readonly() }).readonly();
export type Before = z.infer<typeof Before>;

/** What a project's tests and checks say of the base: run once, on the files as they were. */
export function beforeIn(
  project: Project,
  runner: ProjectRunner | undefined,
  workshop: Workshop,
  work: Work,
): Promise<Before> {
  const { name, sha, parts, befores } = work;
  const { steps, workspace, base } = parts;
  const key = JSON.stringify([project.folder, runner ?? null]);
  const known = befores.get(key);
  if (known !== undefined) return known;
  const before = steps.once(
    `${name}/before ${project.folder}`,
    [sha, project, runner ?? null],
    Before,
    async () => {
      await workshop.settle(baseFiles(workspace.changes()));
      const place = { workshop, files: await base(), signal: steps.signal };
      const suite = runner === undefined ? null : await baseSuite(project, runner, place);
      const checks = await runCheckers(project, workshop, steps.signal);
      await workshop.settle();
      return { suite, checks };
    },
  );
  befores.set(key, before);
  return before;
}
