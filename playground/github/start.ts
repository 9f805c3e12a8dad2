import { mkdir } from 'node:fs/promises';

import { makeActions, makeApp, makeGuard, type AppOptions } from './app.ts';
import { createHistory } from './git/history.ts';
import type { Addresses, App, Clock, GitHub } from './github.ts';
import { createLimits, type Limits } from './limits.ts';
import { personOf, type Person } from './person.ts';
import { routeTables } from './routes/tables.ts';
import type { Observe, SeenRequest } from './server/exchange.ts';
import { createFaults, type Faults } from './server/faults.ts';

import { listen } from './server/listen.ts';
import { createRouter } from './server/router.ts';
import { serve, type OnRequest, type Pages, type Serving } from './server/serve.ts';
import { emptyState } from './state.ts';
import { viewsOf, type Views } from './views.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

export interface GitHubOptions {
  /** The bare repositories live here. */
  readonly directory: string;
  readonly clock: Clock;
  /** 0, or nothing, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly app?: AppOptions;
}

export interface LocalGitHub {
  /** Such as `http://127.0.0.1:8080`: what the App is given as GITHUB_URL. */
  readonly url: string;
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  readonly app: App;
  readonly state: Views;
  readonly webhooks: Webhooks;
  readonly faults: Faults;
  readonly limits: Limits;
  /** Every API request so far, oldest first. */
  readonly requests: readonly SeenRequest[];
  /** Somebody's hands on this GitHub. */
  as(login: string): Person;
  /** Sees each request with its answer, just before it goes out; the function that comes back ends that. */
  observe(observe: Observe): () => void;
  /** Runs, and is waited for, before each API request is looked at; ends likewise. */
  onRequest(hook: OnRequest): () => void;
  /** Shows pages for people on all paths that no API, git or control route has. */
  mount(pages: Pages): void;
  close(): Promise<void>;
}

/** Starts a GitHub that listens: REST at `/api/v3`, GraphQL at `/api/graphql`, git at `/OWNER/REPO.git`. */
export async function startGitHub(options: GitHubOptions): Promise<LocalGitHub> {
  const { directory, host = '127.0.0.1', port = 0 } = options;
  await mkdir(directory, { recursive: true });
  const { github, webhooks } = emptyGitHub(options);
  const serving = servingOf(github);
  const listening = await listen({ host, port }, serve(serving));
  Object.assign(github.addresses, addressesAt(`http://${host}:${listening.port}`));
  const { addresses, app, limits } = github;
  const { faults, requests, observers, onRequests, pages } = serving;
  return {
    url: addresses.html,
    apiUrl: addresses.api,
    graphqlUrl: addresses.graphql,
    app,
    state: viewsOf(github),
    webhooks,
    faults,
    limits,
    requests,
    as: (login) => personOf(github, login),
    observe: (observe) => joined(observers, observe),
    onRequest: (hook) => joined(onRequests, hook),
    mount: (one) => pages.push(one),
    async close() {
      webhooks.setUrl(undefined);
      await listening.close();
    },
  };
}

function emptyGitHub({ clock, directory, app: appOptions = {} }: GitHubOptions) {
  const state = emptyState();
  const app = makeApp(state, appOptions, clock.now());
  const webhooks = createWebhooks({ state, app, clock });
  const github: GitHub = {
    state,
    clock,
    addresses: addressesAt(''),
    app,
    actions: makeActions(state, clock.now()),
    guard: makeGuard(state, clock.now()),
    directory,
    limits: createLimits(clock),
    history: createHistory(),
    webhooks,
  };
  return { github, webhooks };
}

function addressesAt(url: string): Addresses {
  return { html: url, api: `${url}/api/v3`, graphql: `${url}/api/graphql` };
}

function servingOf(github: GitHub): Serving {
  return {
    github,
    router: createRouter(routeTables),
    faults: createFaults(),
    requests: [],
    onRequests: new Set(),
    observers: new Set(),
    pages: [],
  };
}

/** Adds one to a set; the function that comes back takes it out. */
function joined<T>(set: Set<T>, one: T) {
  set.add(one);
  return () => {
    set.delete(one);
  };
}
