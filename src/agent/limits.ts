import { figure, nearingEnd } from './prompt.ts';
import { type Nudging, spentBy, type Step } from './step.ts';

/**
 * What a conversation may take: steps, tokens in and out together, and milliseconds of the model's and the tools' own time.
 */
export interface Limits {
  readonly steps: number;
  readonly tokens: number;
  readonly ms: number;
  /** Which attempt it is, where people had it go on: each may go in circles anew. The first where nothing is said. */
  readonly attempt?: number;
}

/** The limit that these steps have reached; undefined where none is. */
export function reached(
  steps: readonly Step[],
  limits: Limits,
): { readonly is: 'steps' | 'tokens' | 'time'; readonly limit: number } | undefined {
  const gauge = gaugesOf(steps, limits).find(({ used, limit }) => used >= limit);
  return gauge && { is: gauge.is, limit: gauge.limit };
}

/** Parts of a limit after which the model is told that the end is near. */
const marks = [0.8, 0.95];

/** A warning for each limit that the last step has brought near; `remedy` says how to hand in. */
export function limitNudges(steps: readonly Step[], limits: Limits, remedy: string): readonly Nudging[] {
  const before = gaugesOf(steps.slice(0, -1), limits);
  return gaugesOf(steps, limits)
    .filter(({ is, limit, used }, place) =>
      marks.some((mark) => {
        const at = is === 'steps' ? Math.floor(limit * mark) : limit * mark;
        return used >= at && (before[place]?.used ?? 0) < at;
      }),
    )
    .map(({ is, said }) => ({ is: 'nudge', about: `${is} nearly used up`, text: nearingEnd(said, remedy) }));
}

interface Gauge {
  readonly is: 'steps' | 'tokens' | 'time';
  readonly used: number;
  readonly limit: number;
  readonly said: string;
}

function gaugesOf(steps: readonly Step[], limits: Limits): readonly Gauge[] {
  const { tokens, ms } = spentBy(steps);
  return [
    gauge('steps', steps.length, limits.steps),
    gauge('tokens', tokens, limits.tokens),
    { is: 'time', used: ms, limit: limits.ms, said: share(ms / 1_000, limits.ms / 1_000, 'seconds') },
  ];
}

function gauge(is: 'steps' | 'tokens', used: number, limit: number): Gauge {
  return { is, used, limit, said: share(used, limit, is) };
}

function share(used: number, limit: number, unit: string): string {
  return `${figure(used)} of ${figure(limit)} ${unit}`;
}
