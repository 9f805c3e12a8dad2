import type { Clock } from '../../ports/clock.ts';
import type { Call } from '../../ports/ledger.ts';
import type { Log } from '../../ports/log.ts';
import type { Model } from '../../ports/model.ts';
import { absentModel } from './absent-model.ts';
import { chainOf } from './chain.ts';
import { countTokens } from './count.ts';
import { openModel, usualWindow } from './model.ts';
import { readProviders } from './models-file.ts';

/** Opens a chain of models for one run, the first of which is asked first, and whose calls are told. */
export type OpenModel = (names: readonly string[], onCall: (call: Call) => Promise<void>) => Model;

export interface ModelSettings {
  /** The settings that providers name, by their names: keys, and addresses such as OPENAI_BASE_URL. */
  readonly variables: Readonly<Record<string, string>>;
  /** The path in MODELS_FILE; null where the deployment changes nothing. */
  readonly modelsFile: string | null;
  /** Tokens that prompt and answer may have together; null where what is known of the model counts. */
  readonly window: number | null;
  /** How long a server may be silent, in milliseconds. */
  readonly idleMs?: number;
}

/** Measures prompts where no model is asked. */
export const yardstick: Pick<Model, 'window' | 'count'> = { window: usualWindow, count: countTokens };

/**
 * The models by their names; without one a model that says so when it is asked. What a name or a setting has wrong is a Failure
 * `model-setup` of the opening.
 */
export function modelOpener({ modelsFile, ...settings }: ModelSettings, log: Log, clock: Clock): OpenModel {
  return (names, onCall) => {
    if (names.length === 0) return absentModel(yardstick);
    const providers = readProviders(modelsFile);
    return chainOf(names.map((name) => openModel({ ...settings, providers, name, log, clock, onCall })));
  };
}
