/** What the local GitHub shall do wrong, and to which requests. */
export interface Fault {
  readonly match: FaultMatch;
  readonly act: FaultAct;
}

export interface FaultMatch {
  readonly method?: string;
  /** A path template such as `/repos/{owner}/{repo}/pulls/{pull_number}/reviews`, or `/graphql`. */
  readonly template?: string;
  /** Words of the request's body: the name of a GraphQL mutation, say. */
  readonly says?: string;
  /** Only the n-th request that matches otherwise, counted from 1; without it every one. */
  readonly nth?: number;
}

export type FaultAct =
  /** Answers later. */
  | { readonly kind: 'latency'; readonly milliseconds: number }
  /** Does the work, then answers with this status. */
  | { readonly kind: 'commit-then'; readonly status: number }
  /** Does the work and never answers: whoever asked hangs up in the end. */
  | { readonly kind: 'commit-then-hang' }
  /** Answers with this status and does nothing. */
  | {
      readonly kind: 'fail-with';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
    }
  /** Closes the connection before doing anything. */
  | { readonly kind: 'reset' }
  /** Does the work and closes the connection in the middle of the answer. */
  | { readonly kind: 'reset-mid-body' }
  /** Does the work and answers with half of the body, as if that were all. */
  | { readonly kind: 'half-body' }
  /** Answers 200 with nothing. */
  | { readonly kind: 'empty' }
  /** Answers 502 with a page for people. */
  | { readonly kind: 'html' }
  /** Lists leave out what is younger than this. */
  | { readonly kind: 'stale'; readonly milliseconds: number };

export interface Faults {
  /** Adds a fault to the script; the function that comes back takes it out again. */
  add(fault: Fault): () => void;
  clear(): void;
  /** How often each fault of the script has struck: a test may insist that every one did. */
  readonly struck: ReadonlyMap<Fault, number>;
}

interface Struck {
  readonly method: string;
  readonly template: string;
  readonly body?: Buffer;
}

export function createFaults(): Faults & {
  strike(request: Struck): FaultAct[];
} {
  const script = new Map<Fault, { seen: number }>();
  const struck = new Map<Fault, number>();

  function strike(request: Struck) {
    const acts: FaultAct[] = [];
    for (const [fault, count] of script) {
      if (!matches(fault.match, request)) continue;
      count.seen += 1;
      if (fault.match.nth !== undefined && fault.match.nth !== count.seen) continue;
      struck.set(fault, (struck.get(fault) ?? 0) + 1);
      acts.push(fault.act);
    }
    return acts;
  }

  return {
    add: (fault) => {
      script.set(fault, { seen: 0 });
      struck.set(fault, 0);
      return () => script.delete(fault);
    },
    clear: () => script.clear(),
    struck,
    strike,
  };
}

function matches(match: FaultMatch, request: Struck) {
  const { method = request.method, template = request.template, says = '' } = match;
  const isThere = method === request.method && template === request.template;
  return isThere && (request.body?.includes(says) ?? true);
}
