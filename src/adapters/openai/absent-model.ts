import { userFailure } from '../../core/failure.ts';
import type { Model } from '../../ports/model.ts';

/** Stands where no model is set up: measures as one would, and says so when it is asked. */
export function absentModel(measure: Pick<Model, 'window' | 'count'>): Model {
  return { ...measure, name: 'no model', ask: refuse, converse: refuse };
}

function refuse(): Promise<never> {
  return Promise.reject(userFailure({ is: 'no-model' }));
}
