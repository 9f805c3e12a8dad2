import { divisionAnswer } from '../world.ts';
import { type Pull, type Result, resultOf } from './result.ts';
import type { Play } from './stage.ts';

/** A pull request is opened, and reviewed. */
export const reviewing: Play<Pull, Result> = {
  cast: (world, isSlow) => world.model.always('review', () => (isSlow() ? slowAnswer : divisionAnswer)),
  prepare: (_, turn) => Promise.resolve({ repository: `octo/shop-${turn}`, number: 0, id: 0, headSha: '' }),
  begin: (world, { repository }) => world.divisionPull({ repository }),
  isOver: (world, pull) => world.checks(pull)[0]?.status === 'completed',
  result: resultOf,
};

/** Long enough for whoever watches the run to look again. */
const slowAnswer = { is: 'think', comments: 8, everyMs: 100, text: divisionAnswer } as const;
