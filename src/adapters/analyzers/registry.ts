import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Ecosystem } from '../../checks/imports-declared.ts';

/** What a registry says of a package. */
export type PackageFacts =
  | {
      readonly is: 'there';
      /** When its first version came out, in milliseconds since 1970; null where it does not say. */
      readonly since: number | null;
      /** What runs on the machine of whoever installs it, by name. */
      readonly scripts: readonly string[];
    }
  | { readonly is: 'absent' }
  /** `because` ends a sentence that begins with what could not be looked up. */
  | { readonly is: 'unknown'; readonly because: string };

/** Asks about packages. */
export type LookUp = (ecosystem: Ecosystem, name: string, signal: AbortSignal) => Promise<PackageFacts>;

export interface RegistryOptions {
  /** The operator's: where programs are, and how package managers are set up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** For one question. */
  readonly mostMs?: number;
}

/**
 * Asks this machine's own package managers, as they are set up: we know no registry. They run in an empty folder, so that no
 * repository's settings are read, and get names that cannot be options.
 */
export function openRegistry({ environment, mostMs = 20_000 }: RegistryOptions): LookUp {
  return async (ecosystem, name, signal) => {
    const asking = { environment: settingsOf(environment), mostMs, signal };
    if (ecosystem === 'npm' && npmName.test(name)) return askNpm(name, asking);
    if (ecosystem === 'pypi' && pythonName.test(name)) return askPip(name, asking);
    return { is: 'unknown', because: 'this kind of registry is not asked' };
  };
}

const npmName = /^(?:@[a-z0-9~][\w.~-]{0,100}\/)?[a-z0-9~][\w.~-]{0,200}$/i;
const pythonName = /^[A-Za-z0-9](?:[\w.-]{0,200}[A-Za-z0-9])?$/;

/** Of the environment only what programs and package managers need. */
function settingsOf(environment: RegistryOptions['environment']): Record<string, string> {
  const wanted =
    /^(?:PATH|HOME|LANG|npm_config_.*|PIP_.*|https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR))$/i;
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      wanted.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}

interface Asking {
  readonly environment: Record<string, string>;
  readonly mostMs: number;
  readonly signal: AbortSignal;
}

const NpmFacts = z.object({
  time: z.record(z.string(), z.string()).catch({}),
  scripts: z.record(z.string(), z.unknown()).catch({}),
});

const NpmRefusal = z.object({ error: z.object({ code: z.string() }) });

async function askNpm(name: string, asking: Asking): Promise<PackageFacts> {
  const answer = await run(
    'npm',
    ['view', '--json', '--fetch-retries=0', '--', name, 'name', 'time', 'scripts'],
    asking,
  );
  if (answer === undefined) return { is: 'unknown', because: 'this machine has no npm' };
  const said = parsed(answer.stdout);
  const refusal = NpmRefusal.safeParse(said).data;
  if (refusal !== undefined)
    return refusal.error.code === 'E404'
      ? { is: 'absent' }
      : { is: 'unknown', because: 'the registry of npm did not answer' };
  const facts = NpmFacts.safeParse(said).data;
  if (facts === undefined || !answer.isFine)
    return { is: 'unknown', because: 'the registry of npm did not answer' };
  const dates = Object.entries(facts.time)
    .filter(([version]) => version !== 'modified')
    .map(([, date]) => Date.parse(date))
    .filter((date) => Number.isFinite(date));
  const scripts = Object.keys(facts.scripts).filter((script) => /^(?:pre|post)?install$/.test(script));
  return { is: 'there', since: dates.length === 0 ? null : Math.min(...dates), scripts };
}

/** pip says which versions there are, and not since when. */
async function askPip(name: string, asking: Asking): Promise<PackageFacts> {
  const args = [
    'index',
    'versions',
    '--retries',
    '0',
    '--timeout',
    '10',
    '--disable-pip-version-check',
    '--no-input',
    '--',
    name,
  ];
  const answer = await run('pip', args, asking);
  if (answer === undefined) return { is: 'unknown', because: 'this machine has no pip' };
  if (answer.isFine) return { is: 'there', since: null, scripts: [] };
  const isReached =
    !/Retrying|connection broken|NewConnectionError|timed out|Could not fetch|is ignored/i.test(
      answer.stderr,
    );
  const isAbsent = isReached && /No matching distribution found/.test(answer.stderr);
  return isAbsent ? { is: 'absent' } : { is: 'unknown', because: 'the index of pip did not answer' };
}

interface Answer {
  readonly isFine: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Undefined where the program is not there. */
async function run(program: string, args: readonly string[], asking: Asking): Promise<Answer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-registry-'));
  try {
    return await new Promise((resolve) => {
      const options = {
        cwd: folder,
        env: asking.environment,
        timeout: asking.mostMs,
        signal: asking.signal,
        maxBuffer: 20_000_000,
      };
      execFile(program, args, options, (error, stdout, stderr) => {
        const isThere = !(error !== null && 'code' in error && error.code === 'ENOENT');
        resolve(isThere ? { isFine: error === null, stdout, stderr } : undefined);
      });
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
