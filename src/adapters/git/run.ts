import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { Failure } from '../../core/failure.ts';

/** One run of git. Arguments are ours; what comes from outside stands behind `--end-of-options` or has been checked. */
interface GitRequest {
  readonly args: readonly string[];
  /** Where to run; git looks for a repository from here unless `gitDirectory` names one. */
  readonly directory: string;
  readonly gitDirectory?: string | undefined;
  /** Settings on top of the hardened ones, passed through the environment: a token in them shows in no list of processes. */
  readonly config?: Readonly<Record<string, string>> | undefined;
  /** The one protocol that may be spoken; none by default. */
  readonly protocol?: 'https' | 'http' | undefined;
  /** What git reads on its input; nothing by default. */
  readonly input?: string | undefined;
  /** Reads the output as it comes, however much: then none of it is kept. What it throws ends git, and is thrown on. */
  readonly take?: ((output: Readable) => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface GitResult {
  readonly exitCode: number;
  readonly output: string;
  /** What git said on its error output, the end of it. */
  readonly complaint: string;
}

/** Runs git to its end. An exit code is a value; throws Failure `budget` beyond a limit, and the signal's reason when aborted. */
export type Git = (request: GitRequest) => Promise<GitResult>;

export interface GitParts {
  /** The process's own: the search path, proxies and certificates are taken from it and nothing else. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs?: number;
  readonly maxOutputBytes?: number;
  /** The largest file that git may write, in bytes. */
  readonly maxFileBytes?: number;
  /** What each process of git may take of memory for itself, in bytes: objects unfold to thousands of times what is sent. */
  readonly maxMemoryBytes?: number;
}

/**
 * Opens git for repositories and servers that may be hostile: no configuration, hook, filter, pager or prompt of theirs is used,
 * and time, output and disk are limited.
 */
export function openGit(parts: GitParts): Git {
  const limits: RunLimits = {
    timeoutMs: parts.timeoutMs ?? 120_000,
    maxOutputBytes: parts.maxOutputBytes ?? 64_000_000,
    maxFileBytes: parts.maxFileBytes ?? 2_000_000_000,
    maxMemoryBytes: parts.maxMemoryBytes ?? 2_000_000_000,
  };
  return async (request) => {
    request.signal?.throwIfAborted();
    const child = spawn('/bin/sh', limited(request, limits), {
      cwd: request.directory,
      env: environmentOf(request, parts.environment),
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    // Git that ends early does not read it all; its exit code says why.
    child.stdin.on('error', () => undefined).end(request.input ?? '');
    return result(child, request, limits);
  };
}

/**
 * The shell sets the limits, has git told of a file's instead of killed, and becomes git; arguments reach it as arguments, never as
 * text to be read. Packs are mapped, and count for nothing: what git makes of them does.
 */
function limited(
  { args, gitDirectory }: GitRequest,
  { maxFileBytes, maxMemoryBytes }: RunLimits,
): readonly string[] {
  const blocks = String(Math.ceil(maxFileBytes / 512));
  const kilobytes = String(Math.ceil(maxMemoryBytes / 1_024));
  const where = gitDirectory === undefined ? [] : [`--git-dir=${gitDirectory}`];
  return [
    '-c',
    'trap "" XFSZ; ulimit -f "$0" 2>/dev/null; ulimit -d "$1" 2>/dev/null; shift; exec git "$@"',
    blocks,
    kilobytes,
    '--no-pager',
    ...where,
    ...args,
  ];
}

const passedOn = ['PATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO'];
const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);

function environmentOf(request: GitRequest, ours: GitParts['environment']): Record<string, string> {
  const taken = [...passedOn, ...proxies].flatMap((name) =>
    ours[name] === undefined ? [] : [[name, ours[name]]],
  );
  return {
    ...Object.fromEntries(taken),
    ...fixedEnvironment,
    GIT_ALLOW_PROTOCOL: request.protocol ?? '',
    ...configEnvironment({ ...hardened, ...request.config }),
  };
}

const fixedEnvironment = {
  LC_ALL: 'C',
  /** No home: curl would read passwords from it, git attributes and ignore rules. */
  HOME: '/dev/null',
  XDG_CONFIG_HOME: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ASKPASS: '/bin/false',
  GIT_LFS_SKIP_SMUDGE: '1',
  GIT_OPTIONAL_LOCKS: '0',
  /** Replaced objects would show another history than the one on GitHub. */
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_NO_LAZY_FETCH: '1',
  GIT_LITERAL_PATHSPECS: '1',
};

/** Beats whatever a repository's own configuration says. */
const hardened = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.attributesFile': '/dev/null',
  'core.symlinks': 'false',
  'core.alternateRefsCommand': '',
  'core.quotePath': 'true',
  'credential.helper': '',
  'protocol.allow': 'never',
  'protocol.file.allow': 'never',
  'safe.bareRepository': 'explicit',
  'submodule.recurse': 'false',
  'transfer.fsckObjects': 'true',
  'http.followRedirects': 'false',
  'http.lowSpeedLimit': '1000',
  'http.lowSpeedTime': '30',
  'log.showSignature': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
};

function configEnvironment(config: Readonly<Record<string, string>>): Record<string, string> {
  const settings = Object.entries(config).flatMap(([key, value], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...Object.fromEntries(settings), GIT_CONFIG_COUNT: String(Object.keys(config).length) };
}

interface RunLimits {
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly maxFileBytes: number;
  readonly maxMemoryBytes: number;
}

function result(child: Child, { signal, take }: GitRequest, limits: RunLimits): Promise<GitResult> {
  const { promise, resolve, reject } = Promise.withResolvers<GitResult>();
  const limit = `${limits.timeoutMs / 1000} s`;
  const timer = setTimeout(() => stop(tooMuch('the time that git may take', limit)), limits.timeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  let reason: unknown;
  const taken = take === undefined ? Promise.resolve() : take(child.stdout).catch(stop);
  const output = take === undefined ? collect(child.stdout, limits.maxOutputBytes, stop) : () => '';
  const complaint = collect(child.stderr, limits.maxOutputBytes, stop);
  child.on('error', reject);
  child.on('close', (code) => void taken.then(() => finish(code)));
  return promise;

  function finish(code: number | null): void {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    const end = complaint().trim().slice(-2000);
    if (code !== 0) reason ??= limitNamedIn(end, limits);
    if (reason !== undefined) return reject(reason);
    resolve({ exitCode: code ?? 128, output: output(), complaint: end });
  }

  function abort(): void {
    stop(signal?.reason);
  }

  function stop(why: unknown): void {
    reason ??= why;
    killGroup(child);
    // What nobody reads any more would keep the child from ever being closed.
    child.stdout.destroy();
  }
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** Gathers what a stream gives, and says `tooMuch` when that is more than git may say. */
function collect(stream: Readable, maxBytes: number, stop: (why: Failure) => void): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) return stop(tooMuch('what git says', megabytes(maxBytes)));
    chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/** The limit that git says it came up against; undefined where it says none. */
function limitNamedIn(complaint: string, { maxFileBytes, maxMemoryBytes }: RunLimits): Failure | undefined {
  if (/File too large/.test(complaint)) return tooMuch('a file that git writes', megabytes(maxFileBytes));
  if (/Out of memory|Cannot allocate memory/.test(complaint))
    return tooMuch('the memory that git may take', megabytes(maxMemoryBytes));
  return undefined;
}

function megabytes(bytes: number): string {
  return `${bytes / 1_000_000} MB`;
}

function tooMuch(what: string, limit: string): Failure {
  return new Failure({ kind: 'budget', reason: { is: 'too-large', what, limit } });
}

/** Git has helpers of its own, which outlive it unless the whole group is ended. */
function killGroup(child: Child): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
