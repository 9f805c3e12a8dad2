import { createHash } from 'node:crypto';
import type { Model, ToolHead, Turn } from '../ports/model.ts';
import { foldedStep, maskedStep, roomOf, shortened, type Size, sizeOf } from './shorten.ts';
import { foldNote } from './prompt.ts';
import { type Heard, heardTurns, type Step, turnsOf } from './step.ts';

/** The steps so far, and the history that follows from them. */
export interface Trail {
  readonly steps: readonly Step[];
  /** Of everything that the next step depends on. */
  readonly hash: () => string;
  /** The history as it is sent, with what is heard now at its end: shortened when it grows too long. */
  readonly turns: (heard: readonly Heard[]) => readonly Turn[];
  readonly add: (step: Step) => void;
}

/** What a conversation begins with. */
export interface Opening {
  readonly system: string;
  readonly task: string;
  readonly tools: readonly ToolHead[];
}

export function openTrail({ system, task, tools }: Opening, model: Model): Trail {
  const opening: readonly Turn[] = [
    { role: 'system', content: system },
    { role: 'user', content: task },
  ];
  const fixed = model.count(JSON.stringify([opening, tools]));
  const room = roomOf(model.window, fixed);
  const steps: Step[] = [];
  const sizes: Size[] = [];
  let hash = hashOf('', [opening, tools]);
  return {
    steps,
    hash: () => hash,
    turns: (heard) => {
      const { folded, masked } = shortened(sizes, room);
      const past = steps
        .slice(folded)
        .flatMap((step, at) => turnsOf(folded + at < masked ? maskedStep(step) : step));
      return [...opening, ...foldedTurns(steps.slice(0, folded)), ...past, ...heardTurns(heard)];
    },
    add: (step) => {
      steps.push(step);
      sizes.push(sizeOf(step, steps.length, (text) => model.count(text)));
      hash = hashOf(hash, turnsOf(step));
    },
  };
}

/** One turn of a user's for all of them, or none. */
function foldedTurns(steps: readonly Step[]): readonly Turn[] {
  if (steps.length === 0) return [];
  return [{ role: 'user', content: foldNote(steps.map((step, at) => foldedStep(step, at + 1))) }];
}

function hashOf(before: string, added: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([before, added]))
    .digest('hex');
}
