export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a reader made of an answer: a value, or the fault to tell the model when it is asked again. */
export type Reading<T> =
  | { readonly is: 'value'; readonly value: T }
  | { readonly is: 'fault'; readonly fault: string };

/** A question with its messages and the way to read the answer. The stable part comes first, so that providers' caches hit. */
export interface Prompt<T> {
  /** The prompt's name in ledgers, recordings and tests, such as `review`. */
  readonly name: string;
  readonly messages: readonly Message[];
  readonly read: (text: string) => Reading<T>;
}

export interface Usage {
  readonly tokensIn: number;
  readonly tokensCached: number;
  readonly tokensOut: number;
  /** Null where the price of the model is not known. */
  readonly usd: number | null;
}

export interface Answer<T> {
  readonly value: T;
  readonly usage: Usage;
  /** The model that gave the answer. */
  readonly model: string;
}

/**
 * A language model. `ask` reads the answer with the prompt's own reader and asks again, at most twice, naming the fault.
 * Throws Failure: `user` (`model-unreadable`, `model-refused`, `model-setup`, `no-model`), `transient` (`model-unavailable`), `cancelled`.
 */
export interface Model {
  readonly name: string;
  /** How many tokens the prompt and the answer may have together. */
  readonly window: number;
  /** Tokens of the text, never fewer than the model counts by more than a few per cent. */
  count(text: string): number;
  ask<T>(prompt: Prompt<T>, signal: AbortSignal): Promise<Answer<T>>;
}
