import { failure, type Answer } from './answer.ts';
import type { Clock } from './github.ts';

/** GitHub's published limits; a test may lower them or switch them off. */
export interface LimitSettings {
  readonly isOn: boolean;
  readonly requestsPerHour: number;
  readonly pointsPerMinute: number;
  readonly graphqlPointsPerMinute: number;
  readonly contentsPerMinute: number;
  readonly contentsPerHour: number;
}

export interface Limits {
  set(settings: Partial<LimitSettings>): void;
  /** Counts one request of somebody; gives the refusal when it was one too many. */
  spend(who: string, request: Spending): Answer | undefined;
  /** What `who` has left of this hour. */
  overview(who: string, resource: Resource): Overview;
}

/** REST and GraphQL are counted apart. */
export type Resource = 'core' | 'graphql';

export interface Spending {
  readonly resource: Resource;
  /** GitHub's points: 1 for a read or query, 5 for a write or mutation. */
  readonly points: 1 | 5;
  readonly createsContent: boolean;
}

/** `reset` is in seconds since 1970, as in GitHub's headers. */
export interface Overview {
  readonly limit: number;
  readonly remaining: number;
  readonly used: number;
  readonly reset: number;
}

const published: LimitSettings = {
  isOn: true,
  requestsPerHour: 5_000,
  pointsPerMinute: 900,
  graphqlPointsPerMinute: 2_000,
  contentsPerMinute: 80,
  contentsPerHour: 500,
};

const minute = 60_000;
const hour = 60 * minute;

interface Account {
  windowStart: number;
  used: number;
  points: { at: number; cost: number }[];
  contents: number[];
}

export function createLimits(clock: Clock): Limits {
  let settings = published;
  const accounts = new Map<string, Account>();

  function accountOf(who: string, resource: Resource) {
    const now = clock.now();
    const key = `${resource} ${who}`;
    const account = accounts.get(key) ?? { windowStart: now, used: 0, points: [], contents: [] };
    accounts.set(key, account);
    if (now >= account.windowStart + hour) Object.assign(account, { windowStart: now, used: 0 });
    account.points = account.points.filter((one) => one.at > now - minute);
    account.contents = account.contents.filter((at) => at > now - hour);
    return account;
  }

  function spend(who: string, request: Spending) {
    const account = accountOf(who, request.resource);
    if (!settings.isOn) return undefined;
    if (account.used >= settings.requestsPerHour) return failure(403, primaryMessage);
    account.used += 1;
    account.points.push({ at: clock.now(), cost: request.points });
    if (isOverPoints(account, request.resource)) return secondaryRefusal();
    if (!request.createsContent) return undefined;
    if (isOverContents(account)) return secondaryRefusal();
    account.contents.push(clock.now());
    return undefined;
  }

  function isOverPoints(account: Account, resource: Resource) {
    const most = resource === 'core' ? settings.pointsPerMinute : settings.graphqlPointsPerMinute;
    return account.points.reduce((sum, one) => sum + one.cost, 0) > most;
  }

  function isOverContents(account: Account) {
    const recent = account.contents.filter((at) => at > clock.now() - minute);
    return recent.length >= settings.contentsPerMinute || account.contents.length >= settings.contentsPerHour;
  }

  function overview(who: string, resource: Resource): Overview {
    const account = accountOf(who, resource);
    const limit = settings.requestsPerHour;
    const reset = Math.ceil((account.windowStart + hour) / 1000);
    return { limit, used: account.used, remaining: Math.max(0, limit - account.used), reset };
  }

  return {
    set: (changed) => {
      settings = { ...settings, ...changed };
    },
    spend,
    overview,
  };
}

const primaryMessage =
  'API rate limit exceeded for installation. If you reach out to GitHub Support for help, please include the request ID.';

/** The refusal of every secondary limit: wait a minute. */
function secondaryRefusal() {
  const message =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again. If you reach out to GitHub Support for help, please include the request ID.';
  return failure(403, message, {
    headers: { 'retry-after': '60' },
    documentation:
      'https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits',
  });
}
