import { isPoll } from './calls.ts';

/**
 * A moment in which a worker is killed: right before the n-th such call of its own, or when GitHub has done the n-th such request
 * and not yet answered it.
 */
export interface Step {
  readonly at: 'call' | 'request';
  readonly name: string;
  readonly nth: number;
}

export interface Request {
  readonly method: string;
  readonly template: string;
}

/** Each call and request of one review, by the order of its kind. A call that a timer makes counts once. */
export function stepsOf(calls: readonly string[], requests: readonly Request[]): readonly Step[] {
  const distinct = calls.filter((call, index) => !isPoll(call) || calls.indexOf(call) === index);
  return [...numbered('call', distinct), ...numbered('request', requests.map(requestName))];
}

function numbered(at: Step['at'], names: readonly string[]): readonly Step[] {
  return names.map((name, index) => ({
    at,
    name,
    nth: names.slice(0, index + 1).filter((each) => each === name).length,
  }));
}

export function requestName({ method, template }: Request): string {
  return `${method} ${template}`;
}

/** Something is written to GitHub, or to the ledger about that, or handed on to another job. */
export function isWrite({ at, name }: Step): boolean {
  return at === 'call' ? callsThatWrite.test(name) : requestsThatWrite.test(name);
}

/** One that comes as often in every run: what a timer makes is another thing. */
export function isLasting({ name }: Step): boolean {
  return !isPoll(name);
}

export function isCall({ at }: Step): boolean {
  return at === 'call';
}

const callsThatWrite = /writer\.|outbox\.(plan|mark) |in remember\b|outcomes\.record|queue\.add/;
const requestsThatWrite = /^(POST|PATCH|PUT|DELETE) \/repos\//;

export function titleOf({ at, name, nth }: Step): string {
  const which = nth === 1 ? '' : `, number ${nth}`;
  return at === 'call' ? `before ${name}${which}` : `after ${name}${which}, unanswered`;
}
