/** Milliseconds since 1970. */
export interface Clock {
  now(): number;
}

/** Calls `tick` every so many milliseconds until it is stopped; a tick that throws is a bug. */
export type Every = (ms: number, tick: () => void) => { stop(): void };
