/** One fault of a repository's own configuration file; what it concerns falls back to its default, the rest counts. */
export interface ConfigFault {
  /** Counted from 1. */
  readonly line: number;
  /** The key with its sections, such as `review.ignore`; empty where the file as a whole is meant. */
  readonly key: string;
  /** A sentence without a final full stop. */
  readonly message: string;
  /** A known key or word that was probably meant. */
  readonly nearest: string | null;
}
