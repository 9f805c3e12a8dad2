import { z } from 'zod';
import { changeDiff } from '../../core/change-diff.ts';
import { Failure } from '../../core/failure.ts';
import { machineOrigin } from '../../core/machine-made.ts';
import type { NumberedEntry } from '../../ports/ledger.ts';
import type { Workspace } from '../../ports/workspace.ts';
import type { Lab } from '../review/experiment.ts';
import type { ReviewParts, Steps } from '../review/parts.ts';
import { review, type ReviewInput } from '../review/review.ts';
import { findingSentence } from './gates.ts';
import type { Submitted } from './handed.ts';
import type { ImplementationParts } from './parts.ts';
import { ownChanges, type Work } from './work.ts';

const Sentences = z.array(z.string()).readonly();

/** Questions that the review of one's own change may ask, so that it costs less than the change. */
const mostPrompts = 12;

/** What a review of the change finds and proves, a sentence each; nothing where the budget has no room for one. */
export function ownReview(told: Submitted, work: Work): Promise<readonly string[]> {
  const { parts, name, sha, notes } = work;
  const changes = parts.workspace.changes();
  const turn = `${name}/own review ${notes.submits}`;
  return parts.steps.once(turn, [sha, changes, told.title, told.summary], Sentences, async () => {
    try {
      const { inline, elsewhere } = await review(inputOf(told, work), reviewParts(turn, work));
      return [...inline, ...elsewhere].map(findingSentence);
    } catch (error) {
      if (error instanceof Failure && error.why.kind === 'budget') return [];
      throw error;
    }
  });
}

function inputOf({ title, summary }: Submitted, work: Work): ReviewInput {
  const { terms, sha, asked } = work;
  const diff = changeDiff(ownChanges(work));
  const body = `${summary}\n\nIt is to do this:\n\n${asked}`;
  return {
    headSha: sha,
    diff,
    news: diff,
    ignored: (path) => machineOrigin(path, []),
    background: {
      intent: { title, body, author: 'the author of the change', issues: [] },
      guidance: terms.guidance,
      language: null,
      tone: null,
    },
    wishes: () => terms.wishes,
    told: [],
    fingerprints: new Set(),
    analyzed: [],
    effort: 'quick',
    bar: { severity: 'medium', confidence: 0.75 },
    suggestions: false,
    comments: mostPrompts,
    maxPrompts: mostPrompts,
  };
}

function reviewParts(turn: string, { parts, beside, notes }: Work): ReviewParts {
  const { clock, transcript, workspace, syntax, lab } = parts;
  return {
    models: beside,
    clock,
    syntax,
    workspace,
    steps: namedSteps(turn, parts.steps),
    transcript: {
      ...transcript,
      record: (entries) => transcript.record(entries.map((each) => moved(each, notes.submits))),
    },
    lab: lab && changedLab(lab, workspace),
  };
}

/** Steps of a procedure within another, which has names of its own. */
function namedSteps(turn: string, { signal, once }: ImplementationParts['steps']): Steps {
  return {
    signal,
    once: (name, inputs, schema, work) => once(`${turn}/${name}`, inputs, schema, work),
    progress: () => Promise.resolve(),
  };
}

/** Entries that a conversation of the review writes, behind all those of the work and of reviews before. */
const entriesEach = 10_000_000;

function moved({ number, entry }: NumberedEntry, turn: number): NumberedEntry {
  return { number: number + turn * entriesEach, entry };
}

/** Scratch files as the change leaves them. */
function changedLab(lab: Lab, workspace: Workspace): Lab {
  const changes = workspace.changes();
  return {
    ...lab,
    scratch: async () => {
      const files = await lab.scratch();
      await files.apply(changes);
      return files;
    },
  };
}
