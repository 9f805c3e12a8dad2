import { setTimeout as pause } from 'node:timers/promises';
import fc from 'fast-check';
import { count } from './figures.ts';
import type { Ground } from './ground.ts';
import type { Model, PullModel } from './model.ts';

export type Step = fc.AsyncCommand<Model, Ground>;

/** One kind of step: its name, what it is drawn with, when it is possible, and what it does to the world and to the model. */
export interface Deed<Drawn> {
  readonly name: string;
  readonly drawn: fc.Arbitrary<Drawn>;
  readonly can: (model: Readonly<Model>, drawn: Drawn) => boolean;
  readonly run: (model: Model, ground: Ground, drawn: Drawn) => Promise<void> | void;
}

/** Most steps follow at once, others when the app is in the middle of something. */
const pauses = fc.constantFrom(0, 0, 0, 20, 60, 150, 400);

export function step<Drawn>({ name, drawn, can, run }: Deed<Drawn>): fc.Arbitrary<Step> {
  return fc.tuple(drawn, pauses).map(([chosen, ms]) => {
    const title = `${name}(${chosen === undefined ? '' : JSON.stringify(chosen)}) +${ms}`;
    return {
      check: (model) => can(model, chosen),
      run: async (model, ground) => {
        ground.trace.add(title);
        count(ground.figures.steps, name);
        await run(model, ground, chosen);
        await pause(ms);
      },
      toString: () => title,
    };
  });
}

/** A step on one of the pull requests. */
export interface PullDeed<Drawn> {
  readonly name: string;
  readonly drawn: fc.Arbitrary<Drawn>;
  readonly can: (pull: PullModel, drawn: Drawn) => boolean;
  readonly run: (pull: PullModel, ground: Ground, drawn: Drawn) => Promise<void> | void;
}

export function pullStep<Drawn>({ name, drawn, can, run }: PullDeed<Drawn>): fc.Arbitrary<Step> {
  return step({
    name,
    drawn: fc.tuple(fc.nat({ max: 5 }), drawn),
    can: (model, [place, chosen]) => model.pulls.length > 0 && can(pullAt(model, place), chosen),
    run: (model, ground, [place, chosen]) => run(pullAt(model, place), ground, chosen),
  });
}

function pullAt({ pulls }: Readonly<Model>, place: number): PullModel {
  return pulls[place % pulls.length]!;
}
