import type { History } from './git/history.ts';
import type { Limits } from './limits.ts';
import type { Account, Delivery, Permissions, State } from './state.ts';

export interface Clock {
  now(): number;
}

/** What everybody can see of an App. */
export interface AppProfile {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly clientId: string;
  readonly owner: Account;
  readonly permissions: Permissions;
  readonly events: readonly string[];
  readonly createdAt: number;
}

/** The App that all of this is for. Its key signs real JSON web tokens. */
export interface App extends AppProfile {
  readonly bot: Account;
  readonly botLogin: string;
  readonly botId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly publicKey: string;
  readonly webhookSecret: string;
}

/** Where things are found, without a slash at the end, as on GitHub Enterprise Server. */
export interface Addresses {
  readonly html: string;
  readonly api: string;
  readonly graphql: string;
}

/** The way to the App's webhook. */
export interface Sender {
  /** Where deliveries go at present. */
  url(): string | undefined;
  /** Sends a recorded delivery on its way. */
  send(delivery: Delivery): void;
  /** Sends a copy of a delivery under the same guid. */
  attempt(delivery: Delivery): Delivery;
}

/** All that routes, acts and renderers work on. */
export interface GitHub {
  readonly state: State;
  readonly clock: Clock;
  readonly addresses: Addresses;
  readonly app: App;
  /** GitHub's own Actions, an App of its own. */
  readonly actions: AppProfile;
  /** An App by somebody else that checks commits, too. */
  readonly guard: AppProfile;
  /** A bare repository is in `directory/ID.git`, so that a rename moves nothing. */
  readonly directory: string;
  readonly history: History;
  readonly limits: Limits;
  readonly webhooks: Sender;
}
