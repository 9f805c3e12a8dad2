import { readProviders } from '../adapters/openai/models-file.ts';
import { type Server, serverOf } from '../adapters/openai/server.ts';
import type { ModelEnv } from '../config/env.ts';
import { Failure } from '../core/failure.ts';
import { failureSentence } from '../text/failures.ts';

/** The server of a model's name; what is wrong, as a sentence, where the name leads to none. */
export function serverFor(name: string, { variables, modelsFile }: ModelEnv): Server | string {
  try {
    return serverOf(name, { variables, providers: readProviders(modelsFile) });
  } catch (error) {
    if (error instanceof Failure) return faultOf(error);
    throw error;
  }
}

/** What a failure says to whoever can mend it: the bare fact and the remedy. */
export function faultOf({ why }: Failure): string {
  const isBare =
    'reason' in why && (why.reason.is === 'model-setup' || why.reason.is === 'model-unavailable');
  return isBare ? why.reason.detail.replace(/([^.?])$/, '$1.') : failureSentence(why);
}
