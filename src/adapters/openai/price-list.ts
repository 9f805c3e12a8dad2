import { readProviders } from './models-file.ts';
import type { ModelSettings } from './opener.ts';
import { priceAt, type Prices } from './provider.ts';

/** What a model costs, by its name; null where nobody knows. Throws Failure `model-setup` where MODELS_FILE cannot be read. */
export function priceList({
  modelsFile,
}: Pick<ModelSettings, 'modelsFile'>): (name: string) => Prices | null {
  return (name) => priceAt(name, readProviders(modelsFile));
}
