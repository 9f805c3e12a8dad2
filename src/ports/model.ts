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
  /**
   * The JSON Schema of an answer that is a small decision, made by core/decision.ts: a server that can holds the model to it.
   * Longer answers are text in tagged sections and have none; code never stands inside JSON.
   */
  readonly schema?: Readonly<Record<string, unknown>>;
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

/** A tool as a model is told of it; `parameters` is the JSON Schema of an object. */
export interface ToolHead {
  readonly name: string;
  readonly description: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a model wants of a tool. `input` is as the model wrote it: meant as JSON, and not always. */
export interface ToolCall {
  readonly id: string;
  readonly tool: string;
  readonly input: string;
}

/** One turn of a conversation. Each call of an assistant's turn is answered by one tool's turn, in the order of the calls. */
export type Turn =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'assistant'; readonly content: string; readonly calls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly call: string; readonly content: string };

/** A history that only grows at its end, and the tools that may be called; the stable part comes first. */
export interface Conversation {
  /** Its name in ledgers, recordings and tests, such as `verify`. */
  readonly name: string;
  readonly turns: readonly Turn[];
  readonly tools: readonly ToolHead[];
}

/** What a model said next: words, calls of tools, or both. `length` means that it was cut off. */
export interface Said {
  readonly content: string;
  readonly calls: readonly ToolCall[];
  readonly ended: 'finished' | 'calls' | 'length';
  readonly usage: Usage;
  /** The model that spoke. */
  readonly model: string;
}

/**
 * A language model. `ask` reads the answer with the prompt's own reader and asks again, at most twice, naming the fault;
 * `converse` gives the next turn of a conversation, whether or not the server knows tools by itself.
 * Throws Failure: `user` (`model-unreadable`, `model-refused`, `model-setup`, `no-model`), `transient` (`model-unavailable`), `cancelled`, `budget` (`too-large` where a
 * prompt is beyond the window; of a run's models also the limit that the question would go beyond).
 */
export interface Model {
  readonly name: string;
  /** How many tokens the prompt and the answer may have together. */
  readonly window: number;
  /** Tokens of the text, never fewer than the model counts by more than a few per cent. */
  count(text: string): number;
  ask<T>(prompt: Prompt<T>, signal: AbortSignal): Promise<Answer<T>>;
  converse(conversation: Conversation, signal: AbortSignal): Promise<Said>;
}

/** The models of a run: a cheap one for small decisions, and the one that reads and writes. They may be the same. */
export interface Models {
  readonly fast: Model;
  readonly strong: Model;
}
