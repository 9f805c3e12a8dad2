import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppOptions } from '../../playground/github/app.ts';
import { type LocalGitHub, startGitHub } from '../../playground/github/start.ts';
import type { Verdict } from '../../src/cli/doctor-verdict.ts';
import type { Ending } from '../model-server.ts';
import { type Ended, patchwright, type Settings } from './run.ts';

/** A local GitHub with the App installed, a server that takes connections as a model's does, and settings that fit both. */
export interface DoctorWorld {
  readonly github: LocalGitHub;
  /** A folder of the test's own; the data folder is below it, and not made yet. */
  readonly folder: string;
  readonly settings: Settings;
}

export async function openDoctorWorld(test: Ending, app: AppOptions = {}): Promise<DoctorWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-doctor-'));
  const clock = { now: () => Date.now() };
  const github = await startGitHub({ directory: join(folder, 'github'), clock, app });
  const model = createServer().listen(0, '127.0.0.1');
  await once(model, 'listening');
  test.after(async () => {
    await github.close();
    await once(model.close(), 'close');
    await rm(folder, { recursive: true, force: true });
  });
  const settings = {
    APP_ID: String(github.app.id),
    PRIVATE_KEY: github.app.privateKey,
    WEBHOOK_SECRET: github.app.webhookSecret,
    GITHUB_URL: github.url,
    DATA_DIR: join(folder, 'data'),
    PATCHWRIGHT_MODEL: 'scripted',
    OPENAI_BASE_URL: `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`,
  };
  return { github, folder, settings };
}

/** GitHub tells this of the App's webhook. */
export function hook(github: LocalGitHub, config: Readonly<Record<string, string>>): void {
  const act = { kind: 'fail-with', status: 200, body: config } as const;
  github.faults.add({ match: { template: '/app/hook/config' }, act });
}

export const goodHook = {
  url: 'https://patchwright.example/api/github/webhooks',
  content_type: 'json',
  secret: '********',
  insecure_ssl: '0',
};

/** Runs doctor as a process. */
export function doctor(settings: Settings, ...words: readonly string[]): Promise<Ended> {
  return patchwright(['doctor', ...words], settings);
}

/** What doctor says with `--json`: its exit code, and what it says of each thing, `ok: …` and the like. */
export async function examined(
  settings: Settings,
): Promise<{ readonly code: number | null; readonly checks: Readonly<Record<string, string>> }> {
  const { code, output, error } = await doctor(settings, '--json');
  assert.equal(error, '');
  const report: { readonly ok: boolean; readonly checks: readonly Verdict[] } = JSON.parse(output);
  assert.equal(report.ok, code === 0);
  const checks = Object.fromEntries(report.checks.map(({ check, is, text }) => [check, `${is}: ${text}`]));
  return { code, checks };
}
