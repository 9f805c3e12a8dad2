import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { read, type Reading } from './reading.ts';

/**
 * The end of a job's log, as text without colours and times: up to the last error that Actions marks, since what comes after it only
 * tidies up. Empty where GitHub keeps it at a place that is not its own, or does not give it.
 */
export async function readJobLog(at: Reading, jobId: number): Promise<string> {
  const { location } = await read(at, 'the log', Redirection, async (name) => {
    const request = { redirect: 'manual' } as const;
    const { headers } = await at.client.rest.actions.downloadJobLogsForWorkflowRun({
      ...name,
      job_id: jobId,
      request,
    });
    return { data: headers };
  });
  if (location === undefined || !isStore(location, at.api)) return '';
  return logEnd(await readTail(location, at.timeoutMs));
}

const Redirection = z.object({ location: z.string().optional() });

/**
 * Whether GitHub's own logs lie there (docs.github.com, 'Self-hosted runners reference', hosts for logs and artifacts), or at the
 * server that answers us. Nobody else is to learn that we ask.
 */
export function isStore(location: string, api: string): boolean {
  if (!URL.canParse(location)) return false;
  const { protocol, hostname, host } = new URL(location);
  if (host === new URL(api).host) return protocol === new URL(api).protocol;
  return protocol === 'https:' && stores.some((store) => hostname.endsWith(store));
}

const stores = ['.actions.githubusercontent.com', '.blob.core.windows.net'];

/** Bytes that are kept of the end of a log, and those after which nobody waits for the end. */
const mostKept = 64_000;
const mostRead = 100_000_000;

/** The end of the text at the address, which is asked for without any token; empty where it cannot be had. */
async function readTail(address: string, timeoutMs: number): Promise<string> {
  try {
    const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    return response.ok && response.body !== null ? await tailOf(response.body) : '';
  } catch (error) {
    if (isLost(error)) return '';
    throw error;
  }
}

async function tailOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let kept = Buffer.alloc(0);
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostRead) return '';
    kept = Buffer.concat([kept, chunk]);
    if (kept.length > 2 * mostKept) kept = kept.subarray(-mostKept);
  }
  const tail = kept.subarray(-mostKept).toString('utf8');
  return size > mostKept ? tail.slice(tail.indexOf('\n') + 1) : tail;
}

/** The store does not answer, refuses, sends us elsewhere, or breaks off. */
function isLost(error: unknown): boolean {
  return error instanceof Error && ['TypeError', 'AbortError', 'TimeoutError'].includes(error.name);
}

const mostLines = 150;
const longestLine = 500;

/** What a person would look at in a job's log. */
export function logEnd(log: string): string {
  const lines = log
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map(plainLine);
  const error = lines.findLastIndex((line) => line.startsWith('##[error]'));
  const end = error === -1 ? lines.findLastIndex((line) => line !== '') : error;
  return lines.slice(Math.max(0, end + 1 - mostLines), end + 1).join('\n');
}

/** Actions begins each line with the time. */
function plainLine(line: string): string {
  const text = stripVTControlCharacters(line).replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z ?/, '');
  return text
    .replace(/(?!\t)\p{Cc}/gu, '')
    .slice(0, longestLine)
    .trimEnd();
}
