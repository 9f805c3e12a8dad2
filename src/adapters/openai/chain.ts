import { APIError } from 'openai';
import { Failure } from '../../core/failure.ts';
import type { Model } from '../../ports/model.ts';

/**
 * Models that stand in for one another: the next is asked where one is away, overloaded or not to be used as it is set up, where it
 * refuses, or where its window is too small. A model that was away is passed over from then on, unless all were. The first
 * one's window and count are the chain's; answers say who gave them. Where none can answer, the failure is one that time
 * mends if any is, otherwise that of the last model.
 */
export function chainOf(models: readonly Model[]): Model {
  const [first, ...others] = models;
  if (first === undefined) throw new Error('a chain of models has at least one');
  if (others.length === 0) return first;
  const away = new Set<Model>();

  async function inTurn<T>(asked: (model: Model) => Promise<T>): Promise<T> {
    const present = models.filter((model) => !away.has(model));
    const failures: Failure[] = [];
    for (const model of present.length === 0 ? models : present) {
      try {
        return await asked(model);
      } catch (error) {
        if (!(error instanceof Failure) || !isOthersTurn(error)) throw error;
        if (isAway(error)) away.add(model);
        failures.push(error);
      }
    }
    throw worstOf(failures);
  }

  return {
    name: first.name,
    window: first.window,
    count: (text) => first.count(text),
    ask: (prompt, signal) => inTurn((model) => model.ask(prompt, signal)),
    converse: (conversation, signal) => inTurn((model) => model.converse(conversation, signal)),
  };
}

function isOthersTurn(failure: Failure): boolean {
  const { why } = failure;
  switch (why.kind) {
    case 'transient':
      return why.reason.is === 'model-unavailable';
    case 'budget':
      return why.reason.is === 'too-large';
    case 'user':
      return (
        why.reason.is === 'model-refused' || (why.reason.is === 'model-setup' && !isWrongQuestion(failure))
      );
    case 'stale':
    case 'cancelled':
      return false;
  }
}

/** A request that the server does not take is wrong wherever it is sent. */
function isWrongQuestion({ cause }: Failure): boolean {
  return cause instanceof APIError && (cause.status === 400 || cause.status === 422);
}

function isAway({ why }: Failure): boolean {
  return why.kind === 'transient' || (why.kind === 'user' && why.reason.is === 'model-setup');
}

function worstOf(failures: readonly Failure[]): Failure | undefined {
  return failures.find(({ why }) => why.kind === 'transient') ?? failures.at(-1);
}
