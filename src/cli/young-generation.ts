import { setFlagsFromString } from 'node:v8';
import type { Role } from '../config/env.ts';

/**
 * Keeps a worker's young generation small. A review leaves much behind at once, and V8 lets that generation grow with it, which
 * takes 60 MB and saves little time (`npm run bench -- memory`). To be said before the app is loaded: what has grown stays.
 */
export function keepYoungGenerationSmall(role: Role): void {
  if (role === 'worker') setFlagsFromString('--semi-space-growth-factor=1');
}
