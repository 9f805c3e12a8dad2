/** What the walks came to. */
export interface Figures {
  readonly steps: Map<string, number>;
  readonly walks: Map<string, number>;
  quietPoints: number;
  webhooks: number;
  attempts: number;
  failedAttempts: number;
  outcomes: number;
  reviews: number;
  checks: number;
  comments: number;
  requests: number;
  faults: number;
  /** Runs whose job was lost and that upkeep gave another. */
  resumed: number;
  /** Reviews that a push overtook between the last look and the post. */
  overtaken: number;
}

export function newFigures(): Figures {
  return {
    steps: new Map(),
    walks: new Map(),
    quietPoints: 0,
    webhooks: 0,
    attempts: 0,
    failedAttempts: 0,
    outcomes: 0,
    reviews: 0,
    checks: 0,
    comments: 0,
    requests: 0,
    faults: 0,
    resumed: 0,
    overtaken: 0,
  };
}

export function count(tally: Map<string, number>, name: string): void {
  tally.set(name, (tally.get(name) ?? 0) + 1);
}

export function stepsIn({ steps }: Figures): number {
  return [...steps.values()].reduce((sum, times) => sum + times, 0);
}

/** A few lines for people. */
export function figuresText(figures: Figures): readonly string[] {
  const { steps, walks, ...numbers } = figures;
  return [
    `${stepsIn(figures)} steps: ${list(steps)}`,
    `walks: ${list(walks)}`,
    Object.entries(numbers)
      .map(([name, number]) => `${number} ${name}`)
      .join(', '),
  ];
}

function list(tally: ReadonlyMap<string, number>): string {
  return [...tally].map(([name, times]) => `${times} ${name}`).join(', ');
}
