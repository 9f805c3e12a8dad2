import { type Finding, rankOf } from '../../core/finding.ts';
import { areSame } from '../../core/same-defect.ts';

/** A finding, and how many readers came upon it. */
export interface Clustered<Suspected> {
  readonly suspected: Suspected;
  readonly votes: number;
}

/**
 * What several readers said, each defect once: of those that mean the same the severest and surest speaks. Those that more readers
 * found come first, then the severe, then the sure.
 */
export function clustered<Suspected extends { readonly finding: Finding }>(
  all: readonly Suspected[],
  isSame: (one: Finding, other: Finding) => boolean = areSame,
): readonly Clustered<Suspected>[] {
  const clusters: Suspected[][] = [];
  for (const suspected of all) {
    const same = clusters.find((cluster) =>
      cluster.some(({ finding }) => isSame(finding, suspected.finding)),
    );
    if (same === undefined) clusters.push([suspected]);
    else same.push(suspected);
  }
  return clusters
    .map((cluster) => ({ suspected: firstOf(cluster), votes: cluster.length }))
    .toSorted((one, other) => other.votes - one.votes || byWeight(one.suspected, other.suspected));
}

function firstOf<Suspected extends { readonly finding: Finding }>(cluster: readonly Suspected[]): Suspected {
  const [first] = cluster.toSorted(byWeight);
  if (first === undefined) throw new RangeError('a cluster holds at least one finding');
  return first;
}

type Weighed = { readonly finding: Finding };

function byWeight({ finding: one }: Weighed, { finding: other }: Weighed): number {
  return rankOf(one.severity) - rankOf(other.severity) || other.confidence - one.confidence;
}
