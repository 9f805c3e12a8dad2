/** What the walk itself knows of the world: enough to tell which step is possible, and what it may lead to. */
export interface Model {
  readonly pulls: PullModel[];
  app: 'there' | 'away';
  relay: 'passing' | 'holding' | 'cut';
  /** Since the last quiet point. */
  kills: number;
}

export interface PullModel {
  readonly number: number;
  readonly branch: string;
  isOpen: boolean;
  isDraft: boolean;
  base: string;
  head: string;
  /** All heads so far, the present one too. */
  readonly heads: string[];
  readonly comments: { readonly id: number; readonly login: 'ada' | 'mallory'; text: string }[];
  asks: Asks;
  /** Since the last quiet point, at some moment or all the time. */
  hasBeenOpen: boolean;
  hasBeenClosed: boolean;
  /**
   * A head that has been reviewed was to be once more, and a close or a draft came in between at the last quiet point: it may be
   * made good for by the next event that asks for a review.
   */
  isDue: boolean;
  /** For each head that was reviewed at the last quiet point, how many reviews it had. */
  reviewed: ReadonlyMap<string, number>;
  /** For each head, how many reviews had come to their end by the last quiet point, as its checks tell. */
  ended: ReadonlyMap<string, number>;
  /** Comments of the app at the last quiet point. */
  answers: Answers;
}

/** What has been asked for since the last quiet point, by somebody or by an event. */
export interface Asks {
  /** Pushes, openings, reopenings and readiness: each asks for a review unless the head has had its own. */
  readonly bySelf: number;
  /** A comment, a re-run, another base: the head is reviewed once more. */
  readonly again: number;
  /** Those of them that were asked for in a comment: whoever comments is told where it cannot be. */
  readonly inWords: number;
  /** Returns to a head of before, other bases of a draft: the head is as if it had not been reviewed. */
  readonly renewals: number;
  /** Made a draft: a review may have been stopped. */
  readonly drafts: number;
  readonly refused: number;
  readonly help: number;
}

export interface Answers {
  readonly refused: number;
  readonly help: number;
}

export const noAsks: Asks = {
  bySelf: 0,
  again: 0,
  inWords: 0,
  renewals: 0,
  drafts: 0,
  refused: 0,
  help: 0,
};

export function newModel(): Model {
  return { pulls: [], app: 'there', relay: 'passing', kills: 0 };
}

export function newPull({
  number,
  branch,
  head,
  isDraft,
}: Pick<PullModel, 'number' | 'branch' | 'head' | 'isDraft'>): PullModel {
  return {
    number,
    branch,
    isOpen: true,
    isDraft,
    base: 'main',
    head,
    heads: [head],
    comments: [],
    asks: { ...noAsks, bySelf: 1 },
    hasBeenOpen: true,
    hasBeenClosed: false,
    isDue: false,
    reviewed: new Map(),
    ended: new Map(),
    answers: { refused: 0, help: 0 },
  };
}

/** Adds to what has been asked for. */
export function ask(pull: PullModel, more: Partial<Asks>): void {
  const { asks } = pull;
  pull.asks = {
    bySelf: asks.bySelf + (more.bySelf ?? 0),
    again: asks.again + (more.again ?? 0),
    inWords: asks.inWords + (more.inWords ?? 0),
    renewals: asks.renewals + (more.renewals ?? 0),
    drafts: asks.drafts + (more.drafts ?? 0),
    refused: asks.refused + (more.refused ?? 0),
    help: asks.help + (more.help ?? 0),
  };
}

export function moveHead(pull: PullModel, head: string): void {
  ask(pull, { bySelf: 1, renewals: pull.heads.includes(head) ? 1 : 0 });
  pull.head = head;
  pull.heads.push(head);
}

/**
 * How many reviews this head may have got since the last quiet point. A head that had one then, and was not left since, gets
 * another only when somebody asks again. What is closed gets none.
 */
export function mostReviews(pull: PullModel, head: string): number {
  const { bySelf, again, renewals } = pull.asks;
  if (!pull.hasBeenOpen) return 0;
  const isSettled = pull.reviewed.has(head) && renewals === 0 && !pull.isDue;
  return again + (isSettled ? 0 : bySelf);
}
