import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { createConnection, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '../../ports/log.ts';
import type { Queue } from '../../ports/queue.ts';
import { RunFacts, runFacts, type RunLedger } from './run-facts.ts';

/** What a process that holds an embedded database can be asked by others on its machine. Nothing here changes anything. */
const Question = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('health') }),
  z.object({ ask: z.literal('run'), key: z.string() }),
]);
type Question = z.infer<typeof Question>;

const Counts = z.object({ waiting: z.int(), active: z.int(), delayed: z.int(), failed: z.int() }).readonly();

/** The process that answers, when it began to (milliseconds since 1970), and the jobs of each lane by state. */
export const Health = z.object({ pid: z.int(), since: z.number(), quick: Counts, long: Counts }).readonly();
export type Health = z.infer<typeof Health>;

export interface SocketParts {
  /** The folder of the embedded database. Only its owner may enter it, and only who has its lock may listen in it. */
  readonly folder: string;
  readonly ledger: RunLedger;
  readonly queue: Pick<Queue, 'counts'>;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly log: Log;
}

/** Answers questions on a socket in the folder, one line of JSON each way, until it is closed. */
export async function openSocket(parts: SocketParts): Promise<{ close(): Promise<void> }> {
  const path = socketPath(parts.folder);
  await rm(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    serve(parts, socket).catch((error: unknown) => {
      parts.log.warn({ error }, 'a question on the socket was not answered');
      socket.destroy();
    });
  });
  server.listen(path);
  await once(server, 'listening');
  await chmod(path, 0o600);
  return {
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** `nobody` has the folder's socket open; `silent` is somebody whose answer cannot be read, with the reason. */
export type Answered<T> =
  | { readonly is: 'answered'; readonly answer: T }
  | { readonly is: 'nobody' }
  | { readonly is: 'silent'; readonly why: string };

export function askHealth(folder: string): Promise<Answered<Health>> {
  return ask(folder, { ask: 'health' }, Health);
}

export function askRun(folder: string, key: string): Promise<Answered<RunFacts>> {
  return ask(folder, { ask: 'run', key }, RunFacts);
}

/** Not longer than 107 bytes on Linux, which is all that an address of a socket holds; a longer one is refused by Node. */
function socketPath(folder: string): string {
  return join(folder, 'socket');
}

const longestQuestion = 4_096;
const longestAnswer = 64_000_000;
const patienceMs = 5_000;

async function serve(parts: SocketParts, socket: Socket): Promise<void> {
  const line = await lineOf(socket, longestQuestion);
  const question = Question.safeParse(parsedJson(line));
  const reply = question.success
    ? { answer: await answer(parts, question.data) }
    : { fault: 'no such question' };
  socket.end(`${JSON.stringify(reply)}\n`);
}

async function answer({ ledger, queue, pid, since }: SocketParts, question: Question): Promise<unknown> {
  switch (question.ask) {
    case 'health': {
      const [quick, long] = await Promise.all([queue.counts('quick'), queue.counts('long')]);
      return { pid, since, quick, long } satisfies Health;
    }
    case 'run':
      return runFacts(ledger, question.key);
  }
}

const Reply = z.union([z.object({ answer: z.unknown() }), z.object({ fault: z.string() })]);

async function ask<T>(folder: string, question: Question, schema: z.ZodType<T>): Promise<Answered<T>> {
  const socket = createConnection(socketPath(folder));
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(patienceMs) });
    socket.end(`${JSON.stringify(question)}\n`);
    return readReply(await lineOf(socket, longestAnswer), schema);
  } catch (error) {
    return isNobody(error) ? { is: 'nobody' } : { is: 'silent', why: messageOf(error) };
  } finally {
    socket.destroy();
  }
}

function readReply<T>(line: string, schema: z.ZodType<T>): Answered<T> {
  const reply = Reply.safeParse(parsedJson(line));
  if (!reply.success) return { is: 'silent', why: 'its answer is none of ours' };
  if ('fault' in reply.data) return { is: 'silent', why: reply.data.fault };
  const read = schema.safeParse(reply.data.answer);
  return read.success
    ? { is: 'answered', answer: read.data }
    : { is: 'silent', why: 'it seems to be of another version' };
}

/** All that the other side says until it ends its half, within limits of length and of time without a word. */
async function lineOf(socket: Socket, longest: number): Promise<string> {
  socket.setTimeout(patienceMs, () => socket.destroy(new Error('it says nothing')));
  const chunks: Buffer[] = [];
  let length = 0;
  const incoming: AsyncIterable<Buffer> = socket.iterator({ destroyOnReturn: false });
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length > longest) throw new Error('it says too much');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** No socket, one that a killed process has left behind, or a folder that is none. */
function isNobody(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOENT', 'ECONNREFUSED', 'ENOTDIR'].includes(String(error.code))
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
