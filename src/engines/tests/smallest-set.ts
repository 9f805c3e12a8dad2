/** Something that is worth what it gives, by names of the single things. */
export interface Giving {
  readonly gives: readonly string[];
}

/** As few of them as give the same together, in their order: of two that give the same, the earlier one. */
export function smallestSet<T extends Giving>(all: readonly T[]): readonly T[] {
  const left = new Set(all.flatMap(({ gives }) => gives));
  const chosen = new Set<T>();
  while (left.size > 0) {
    const best = all.reduce((one, other) => (newIn(other, left) > newIn(one, left) ? other : one));
    chosen.add(best);
    for (const each of best.gives) left.delete(each);
  }
  return withoutNeedless(all.filter((one) => chosen.has(one)));
}

function newIn({ gives }: Giving, left: ReadonlySet<string>): number {
  return gives.filter((each) => left.has(each)).length;
}

/** What was taken early may have become needless by what was taken later. */
function withoutNeedless<T extends Giving>(chosen: readonly T[]): readonly T[] {
  const needless = chosen.findLast(({ gives }, at) => {
    const others = new Set(chosen.flatMap((other, index) => (index === at ? [] : other.gives)));
    return gives.every((each) => others.has(each));
  });
  return needless === undefined ? chosen : withoutNeedless(chosen.filter((one) => one !== needless));
}
