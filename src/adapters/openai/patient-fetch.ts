import { APIConnectionError, APIConnectionTimeoutError } from 'openai';

/** A larger answer is no answer of a model; it is not kept in memory. */
const mostBytes = 16 * 1024 * 1024;

/**
 * A fetch that gives up when the server sends nothing for `idleMs`, comments that keep a stream alive included,
 * and that throws the package's own connection errors, also for a body that breaks off.
 */
export function patientFetch(fetch: typeof globalThis.fetch, idleMs: number): typeof globalThis.fetch {
  return async (address, request) => {
    const idle = new AbortController();
    const timer = setTimeout(() => idle.abort(silent(idleMs)), idleMs);
    request?.signal?.addEventListener('abort', () => clearTimeout(timer), { once: true });
    const signals = [idle.signal, ...(request?.signal ? [request.signal] : [])];
    try {
      const response = await fetch(address, { ...request, signal: AbortSignal.any(signals) });
      if (response.body === null) clearTimeout(timer);
      return response.body === null ? response : new Response(watched(response.body, timer), response);
    } catch (error) {
      clearTimeout(timer);
      throw error;
    }
  };
}

function silent(idleMs: number): Error {
  return new APIConnectionTimeoutError({ message: `it sent nothing for ${idleMs / 1000} seconds` });
}

/** The same bytes; each of them sets the timer back. */
function watched(body: ReadableStream<Uint8Array>, timer: NodeJS.Timeout): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        timer.refresh();
        bytes += value?.length ?? 0;
        if (bytes > mostBytes) throw tooMuch();
        if (!done) return controller.enqueue(value);
        clearTimeout(timer);
        return controller.close();
      } catch (error) {
        clearTimeout(timer);
        throw brokenOff(error);
      }
    },
    async cancel(reason) {
      clearTimeout(timer);
      await reader.cancel(reason);
    },
  });
}

function tooMuch(): Error {
  return new APIConnectionError({ message: `its answer went on beyond ${mostBytes} bytes` });
}

function brokenOff(error: unknown): Error {
  if (error instanceof APIConnectionError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  return new APIConnectionError({ message: 'the connection broke off in mid-answer', cause });
}
