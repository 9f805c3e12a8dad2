import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import type { Model } from '../../ports/model.ts';
import { absentModel } from './absent-model.ts';
import { countTokens } from './count.ts';
import { type Call, openModel } from './model.ts';

/** Opens the model for one run, whose calls are told. */
export type OpenModel = (onCall: (call: Call) => Promise<void>) => Model;

export interface ModelSettings {
  readonly name: string | null;
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
  /** Tokens that prompt and answer may have together. */
  readonly window: number;
}

/** Measures prompts where no model is asked. */
export const yardstick: Pick<Model, 'window' | 'count'> = { window: 128_000, count: countTokens };

/** The model that is set up; without a name one that says so when it is asked. */
export function modelOpener(settings: ModelSettings, log: Log, clock: Clock): OpenModel {
  const { name, ...server } = settings;
  if (name === null) return () => absentModel(yardstick);
  return (onCall) => openModel({ ...server, name, log, clock, onCall });
}
