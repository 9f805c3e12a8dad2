import { Failure } from '../../core/failure.ts';
import type { AppForge, AppForgeWriter } from '../../ports/app-forge.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OpenForge, OpenForgeWriter } from '../../ports/forge.ts';
import { addressesOf } from './addresses.ts';
import { openAppClient, readSelf, type Self } from './app-client.ts';
import { openAppForge } from './app-forge.ts';
import type { Client } from './client.ts';
import type { Us } from './events.ts';
import type { Limits } from './limits.ts';
import { openNames } from './names.ts';
import { openForges } from './reader.ts';
import type { GitReader } from './reading.ts';
import { openTokens, type Tokens } from './tokens.ts';
import { openAppForgeWriter, openForgeWriters } from './writer.ts';

export interface GitHubSettings {
  readonly githubUrl: string;
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly botName: string;
  readonly webhookSecret: string;
  /** How long a whole answer is waited for. */
  readonly timeoutMs: number;
}

/** One GitHub as the App meets it: readers and writers for whatever it is installed on, and who it is there. */
export interface GitHub {
  readonly openForge: OpenForge;
  readonly openWriter: OpenForgeWriter;
  readonly appForge: AppForge;
  readonly appWriter: AppForgeWriter;
  readonly tokens: Tokens;
  readonly us: Us;
  /** What links and git remotes begin with. */
  readonly origin: string;
}

/** Asks GitHub who we are, and nothing else yet. Throws an Error naming the settings where GitHub does not know the App by them. */
export async function openGitHub(
  settings: GitHubSettings,
  git: GitReader,
  clock: Clock,
  limits: Limits,
): Promise<GitHub> {
  const { githubUrl, appId, privateKey, webhookSecret: markerSecret, timeoutMs } = settings;
  const { web, api } = addressesOf(githubUrl);
  const app = openAppClient({ api, timeoutMs, clock, appId, privateKey });
  const self = await selfOf(app, settings, clock);
  const tokens = openTokens(app, clock);
  const writing = { api, timeoutMs, clock, tokens, names: openNames(clock), limits };
  const reading = { ...writing, self, markerSecret, git };
  return {
    openForge: openForges(reading),
    openWriter: openForgeWriters(writing),
    appForge: openAppForge({ ...reading, app }),
    appWriter: openAppForgeWriter(app, clock),
    tokens,
    us: { ...self, markerSecret },
    origin: web,
  };
}

/** Who GitHub says we are: what we wrote is known by that. While GitHub is away the settings are believed, or nothing could be taken. */
async function selfOf(app: Client, { appId, botName }: GitHubSettings, clock: Clock): Promise<Self> {
  try {
    return await readSelf(app, clock);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { appId, botLogin: `${botName}[bot]` };
  }
}
