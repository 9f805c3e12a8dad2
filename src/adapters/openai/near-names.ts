import { nearest } from '../../core/nearest.ts';

/** The names that were probably meant, the nearest first; at most three. */
export function nearNames(name: string, known: readonly string[]): readonly string[] {
  const near: string[] = [];
  while (near.length < 3) {
    const next = nearest(
      name,
      known.filter((candidate) => !near.includes(candidate)),
    );
    if (next === null) break;
    near.push(next);
  }
  return near;
}
