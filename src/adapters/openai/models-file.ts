import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { changeProviders, ProviderChanges, type Providers } from './provider.ts';
import { providers } from './providers.ts';
import { setupFailure } from './server.ts';

/** The providers, with what the file in MODELS_FILE changes and adds. Throws Failure `model-setup` naming what is wrong with it. */
export function readProviders(path: string | null): Providers {
  if (path === null) return providers;
  const changes = ProviderChanges.safeParse(contents(path));
  if (changes.success) return changeProviders(providers, changes.data);
  const faults = z.prettifyError(changes.error).replaceAll(/\s*\n\s*/g, ' ');
  throw setupFailure(`MODELS_FILE names ${path}, which says what nobody understands: ${faults}`);
}

function contents(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
    throw setupFailure(`MODELS_FILE names ${path}, which ${why}`, error);
  }
}
