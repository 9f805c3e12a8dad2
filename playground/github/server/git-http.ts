import type { ServerResponse } from 'node:http';
import { callerOf, actorOf, passwordOf, type Caller } from '../authenticate.ts';
import type { Actor } from '../call.ts';
import { afterPush } from '../changes/pushes.ts';
import { findMovedRepository, findRepository, gitDirectory, hasRole } from '../find.ts';
import { branches } from '../git/refs.ts';
import { runProcess } from '../git/process.ts';
import { gitEnvironment, hooksPath } from '../git/run.ts';
import type { GitHub } from '../github.ts';
import { mayTouchWorkflows } from '../changes/workflows.ts';
import { covers, reaches } from '../route.ts';
import type { Repository } from '../state.ts';
import { takeTurn } from '../turns.ts';
import type { ReadRequest } from './listen.ts';

/** Git over smart HTTP: `git http-backend` behind GitHub's own checks of tokens. */
export async function serveGit(github: GitHub, request: ReadRequest, response: ServerResponse) {
  const wanted = wantedOf(github, request);
  const refusal = refusalFor(wanted);
  if (refusal) {
    answerRefusal(response, refusal);
    return;
  }
  const { repository, caller, rest } = wanted;
  if (!repository) return;
  const isPush = rest === '/git-receive-pack' && caller !== undefined;
  const output = isPush
    ? await push(actorOf(github, caller), repository, request, wanted)
    : await runBackend(github, repository, request, wanted);
  respond(response, output);
}

/** Lets git take a push, then everything follow that follows from the branches it moved. */
function push(actor: Actor, repository: Repository, request: ReadRequest, wanted: Wanted) {
  return takeTurn(repository, async () => {
    const before = await branches(gitDirectory(actor.github, repository));
    const output = await runBackend(actor.github, repository, request, wanted);
    await followPush(actor, repository, before);
    return output;
  });
}

interface Wanted {
  readonly repository: Repository | undefined;
  /** Undefined for nobody; 'none' has a token that opens nothing. */
  readonly caller: Caller | undefined;
  readonly isWrite: boolean;
  /** What follows `/OWNER/NAME.git`. */
  readonly rest: string;
}

function wantedOf(github: GitHub, { url, headers }: ReadRequest): Wanted {
  const [, owner = '', name = '', rest = ''] = /^\/([^/]+)\/([^/]+)\.git(\/.*)$/.exec(url.pathname) ?? [];
  const fullName = `${owner}/${name}`;
  return {
    repository: findRepository(github.state, fullName) ?? findMovedRepository(github.state, fullName),
    caller: gitCaller(github, headers.authorization),
    isWrite: rest === '/git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack',
    rest,
  };
}

function gitCaller(github: GitHub, header: string | undefined): Caller | undefined {
  const [, scheme = '', credential = ''] = /^(\S+)\s+(\S+)\s*$/.exec(header ?? '') ?? [];
  if (scheme === '') return undefined;
  const token = /^basic$/i.test(scheme) ? passwordOf(credential) : credential;
  return callerOf(github, token) ?? { kind: 'none' };
}

interface GitRefusal {
  readonly status: number;
  readonly text: string;
}

const hidden: GitRefusal = { status: 404, text: 'Repository not found.' };
const unknownToken: GitRefusal = {
  status: 401,
  text: 'Invalid username or token. Password authentication is not supported for Git operations.',
};

function refusalFor({ repository, caller, isWrite }: Wanted): GitRefusal | undefined {
  if (!caller)
    return repository && !repository.isPrivate && !isWrite ? undefined : { ...hidden, status: 401 };
  if (caller.kind === 'none' || caller.kind === 'app') return unknownToken;
  if (!repository || !canRead(caller, repository)) return hidden;
  return mayDo(caller, repository, isWrite) ? undefined : writeRefused(whoOf(caller));
}

type Known = Extract<Caller, { kind: 'user' | 'installation' }>;

function canRead(caller: Known, repository: Repository) {
  return caller.kind === 'user' ? hasRole(repository, caller.account, 'read') : reaches(caller, repository);
}

function mayDo(caller: Known, repository: Repository, isWrite: boolean) {
  if (caller.kind === 'user') return hasRole(repository, caller.account, isWrite ? 'write' : 'read');
  const isActive = caller.installation.suspendedAt === undefined;
  return isActive && covers(caller.permissions, { contents: isWrite ? 'write' : 'read' });
}

function writeRefused(who: string): GitRefusal {
  return { status: 403, text: `Permission to the repository denied to ${who}.` };
}

function answerRefusal(response: ServerResponse, refusal: GitRefusal) {
  const challenge = refusal.status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {};
  response.writeHead(refusal.status, { 'content-type': 'text/plain', ...challenge }).end(`${refusal.text}\n`);
}

function whoOf(caller: Caller | undefined) {
  return caller?.kind === 'user' ? caller.account.login : (caller?.kind ?? 'anonymous');
}

/** Runs the CGI program that git ships for this; gives all it printed. */
async function runBackend(
  github: GitHub,
  repository: Repository,
  request: ReadRequest,
  facts: Pick<Wanted, 'rest' | 'caller'>,
) {
  const { headers } = request;
  const environment = {
    ...gitEnvironment(),
    GIT_PROJECT_ROOT: github.directory,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${repository.id}.git${facts.rest}`,
    QUERY_STRING: request.url.search.slice(1),
    REQUEST_METHOD: request.method,
    REMOTE_USER: whoOf(facts.caller),
    MAY_TOUCH_WORKFLOWS: facts.caller && mayTouchWorkflows(facts.caller) ? 'yes' : 'no',
    CONTENT_TYPE: headers['content-type'] ?? '',
    CONTENT_LENGTH: String(request.body.length),
    HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
  };
  const argv = ['-c', `core.hooksPath=${hooksPath}`, 'http-backend'];
  const { stdout } = await runProcess({ file: 'git', argv, env: environment, input: request.body });
  return Buffer.from(stdout);
}

/** CGI: header lines, an empty line, the body; the status is one of the headers. */
function respond(response: ServerResponse, output: Buffer) {
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, end).toString('utf8').split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2) as [string, string]));
  const { Status: status = '200', ...rest } = headers;
  response.writeHead(Number.parseInt(status, 10), rest).end(output.subarray(end + 4));
}

async function followPush(actor: Actor, repository: Repository, before: ReadonlyMap<string, string>) {
  const after = await branches(gitDirectory(actor.github, repository));
  for (const branch of new Set([...before.keys(), ...after.keys()])) {
    const move = { branch, from: before.get(branch), to: after.get(branch) };
    if (move.from !== move.to) await afterPush(actor, repository, move);
  }
}
