import { join } from 'node:path';
import { openRemote } from '../../src/adapters/git/remote.ts';
import { openGit } from '../../src/adapters/git/run.ts';
import { usualTreeLimits } from '../../src/adapters/git/tree-limits.ts';
import { addressesOf } from '../../src/adapters/github/addresses.ts';
import { openAppClient, type Self } from '../../src/adapters/github/app-client.ts';
import type { Client } from '../../src/adapters/github/client.ts';
import type { Limits } from '../../src/adapters/github/limits.ts';
import { openNames } from '../../src/adapters/github/names.ts';
import { openReading, type Reading } from '../../src/adapters/github/reading.ts';
import { openForges } from '../../src/adapters/github/reader.ts';
import { openTokens, type Tokens } from '../../src/adapters/github/tokens.ts';
import { openForgeWriters } from '../../src/adapters/github/writer.ts';
import { openSyntax } from '../../src/adapters/tree-sitter/syntax.ts';
import type { RepositoryRef } from '../../src/core/pull-request.ts';
import type { Forge, ForgeWriter } from '../../src/ports/forge.ts';
import type { AppOptions } from '../../playground/github/app.ts';
import { type LocalGitHub, startGitHub } from '../../playground/github/start.ts';
import { scratch } from './git-repository.ts';

/** The adapters before a local GitHub, with a clock that is moved by hand. */
export interface ForgeWorld extends AsyncDisposable {
  readonly github: LocalGitHub;
  readonly clock: { now(): number; move(ms: number): void };
  readonly app: Client;
  readonly self: Self;
  readonly tokens: Tokens;
  /** Reader and writer of a repository, which must be there. */
  forge(name: string): Forge;
  writer(name: string): ForgeWriter;
  ref(name: string): RepositoryRef;
  installation(name: string): number;
  /** What has been asked of the API since the last call of this, as `METHOD /template`. */
  asked(): readonly string[];
}

export interface ForgeOptions {
  readonly timeoutMs?: number;
  readonly app?: AppOptions;
  readonly limits?: Limits;
}

export async function startForgeWorld({
  timeoutMs = 5_000,
  app: profile = {},
  limits = noLimits,
}: ForgeOptions = {}): Promise<ForgeWorld> {
  const folder = scratch();
  const clock = movableClock();
  const github = await startGitHub({ directory: join(folder.path, 'github'), clock, app: profile });
  const { api, web } = addressesOf(github.url);
  const app = openAppClient({
    api,
    timeoutMs,
    clock,
    appId: github.app.id,
    privateKey: github.app.privateKey,
  });
  const tokens = openTokens(app, clock);
  const self = { appId: github.app.id, botLogin: github.app.botLogin };
  const git = openRemote({
    git: openGit({ environment: process.env }),
    directory: folder.path,
    origin: web,
    limits: usualTreeLimits,
    syntax: openSyntax({ clock }),
  });
  const parts = { api, tokens, names: openNames(clock), limits, clock, timeoutMs };
  const openForge = openForges({ ...parts, self, markerSecret: 'marks', git });
  const openWriter = openForgeWriters(parts);
  let seen = 0;
  return {
    github,
    clock,
    app,
    self,
    tokens,
    forge: (name) => openForge(installation(name), ref(name), 'delivery-1'),
    writer: (name) => openWriter(installation(name), ref(name), 'delivery-1'),
    ref,
    installation,
    asked: () => {
      const fresh = github.requests.slice(seen);
      seen = github.requests.length;
      return fresh.map(({ method, template }) => `${method} ${template}`);
    },
    [Symbol.asyncDispose]: async () => {
      await git[Symbol.asyncDispose]();
      await github.close();
      folder[Symbol.dispose]();
    },
  };

  function ref(name: string): RepositoryRef {
    const { id, owner, name: repo } = github.state.repository(name);
    return { id, owner: owner.login, repo };
  }

  function installation(name: string): number {
    const { owner } = github.state.repository(name);
    const found = [...github.state.data.installations.values()].find(
      ({ account }) => account.id === owner.id,
    );
    if (!found) throw new Error(`the App is not installed on ${owner.login}`);
    return found.id;
  }
}

/** A GitHub that never says wait, as far as anybody remembers. */
export const noLimits: Limits = {
  mayAsk: () => Promise.resolve(),
  onLimited: () => Promise.resolve(),
};

function movableClock(): ForgeWorld['clock'] {
  let now = Date.parse('2026-11-02T10:00:00Z');
  return {
    now: () => now,
    move: (ms) => {
      now += ms;
    },
  };
}

/** What the reader of `ada/lib` stands on; it fails where git would be needed. */
export function readingOf(world: ForgeWorld): Reading {
  const { tokens, clock, self, github } = world;
  const parts = { tokens, clock, self, api: github.apiUrl, timeoutMs: 5_000, markerSecret: 'marks' };
  const { id } = world.ref('ada/lib');
  return openReading(
    {
      ...parts,
      git: { diff: noGit, merge: noGit, workspace: noGit },
      names: openNames(clock),
      limits: noLimits,
    },
    world.installation('ada/lib'),
    id,
    'delivery-1',
  );
}

function noGit(): Promise<never> {
  return Promise.reject(new Error('git should not be needed'));
}
