import { Failure } from '../../core/failure.ts';

export interface FetchLimits {
  /** For the whole answer, body included. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

/**
 * A fetch that answers when all of the body is here, or throws. Octokit takes a body that breaks off for an empty one, and an
 * empty diff or list is an answer that would be believed.
 */
export function wholeFetch(limits: FetchLimits): typeof fetch {
  return async (input, init) => {
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const response = await fetch(input, { ...init, signal });
    const { status, statusText, headers } = response;
    if (response.body === null) return response;
    return new Response(await readBody(response.body, limits.maxBytes), { status, statusText, headers });
  };
}

async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): Failure {
  const limit = `${maxBytes / 1_000_000} MB`;
  return new Failure({ kind: 'budget', reason: { is: 'too-large', what: 'what GitHub answered', limit } });
}
