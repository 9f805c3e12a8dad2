import type { z } from 'zod';

/** Keeps values as a database does: as JSON, read with the schema. */
export async function keepOnce<T>(
  kept: Map<string, string>,
  key: string,
  schema: z.ZodType<T>,
  work: () => Promise<T>,
): Promise<T> {
  const before = kept.get(key);
  if (before !== undefined) return schema.parse(JSON.parse(before));
  const value = await work();
  kept.set(key, JSON.stringify(value));
  return value;
}
