import { openLog } from '../adapters/log/log.ts';
import type { Call } from '../adapters/openai/model.ts';
import { modelOpener } from '../adapters/openai/opener.ts';
import { correct, readModelEnv, type Values } from '../config/env.ts';
import { userFailure } from '../core/failure.ts';
import type { Model } from '../ports/model.ts';

/** The model of the command line: `name` goes before PATCHWRIGHT_MODEL. Throws Failure `user` where none can be asked. */
export function rangeModel(
  values: Values,
  name: string | undefined,
  onCall: (call: Call) => Promise<void>,
): Model {
  const env = correct(readModelEnv(name === undefined ? values : { ...values, PATCHWRIGHT_MODEL: name }));
  if (env.name === null) {
    const fault =
      'no model is named: give --model NAME or set PATCHWRIGHT_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY for its server';
    throw userFailure({ is: 'settings', faults: [fault] });
  }
  const silent = openLog(
    'silent',
    () => [],
    () => undefined,
  );
  return modelOpener(env, silent, { now: () => Date.now() })(onCall);
}
