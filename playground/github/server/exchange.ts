import type { Caller } from '../authenticate.ts';

/** One API request and its answer, as a validator or a test wants to see it. */
export interface Exchange {
  readonly method: string;
  /** GitHub's path template; the path itself where no route has it. */
  readonly template: string;
  /** Below `/api/v3`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly requestBody: unknown;
  readonly status: number;
  /** Parsed JSON, or text; undefined without a body. */
  readonly responseBody: unknown;
  readonly contentType: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly tokenKind: Caller['kind'];
}

export type Observe = (exchange: Exchange) => void;

/** A line of the log: enough to count requests and to see what was asked in which order. */
export interface SeenRequest {
  readonly n: number;
  readonly method: string;
  readonly template: string;
  readonly path: string;
  /** 'none' until the token is read. */
  tokenKind: Caller['kind'];
  /** Undefined until it is answered, and for good when the connection was cut. */
  status: number | undefined;
}
