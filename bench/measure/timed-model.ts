import type { Model } from '../../src/ports/model.ts';

/** The same model, which adds the time that it takes. */
export function timed(model: Model, watch: { ms: number }): Model {
  async function waiting<T>(work: Promise<T>): Promise<T> {
    const start = performance.now();
    try {
      return await work;
    } finally {
      watch.ms += performance.now() - start;
    }
  }
  return {
    ...model,
    ask: (prompt, signal) => waiting(model.ask(prompt, signal)),
    converse: (conversation, signal) => waiting(model.converse(conversation, signal)),
  };
}
