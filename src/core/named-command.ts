import { z } from 'zod';

/** Arguments that may name one command, with or without its slash; null where they name none. */
export const NamedCommand = z
  .array(z.string())
  .max(1, 'it takes the name of one command or nothing')
  .transform(([name]) => name?.replace(/^\//, '').toLowerCase() ?? null);
export type NamedCommand = z.infer<typeof NamedCommand>;
