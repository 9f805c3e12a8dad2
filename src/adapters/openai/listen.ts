import { Stream } from 'openai/streaming';
import type { Line } from './line.ts';
import { type Piece, pieceOf } from './piece.ts';
import type { Body } from './request.ts';
import { setupFailure, webPage } from './server.ts';

/** Asks once and gives the answer piece by piece. Throws the package's errors, and Failure `model-setup`. */
export async function* listen(
  { client, server }: Line,
  { name, body }: { readonly name: string; readonly body: Body },
  signal: AbortSignal,
): AsyncIterable<Piece> {
  const stop = new AbortController();
  const options = {
    signal: AbortSignal.any([signal, stop.signal]),
    headers: { 'x-patchwright-prompt': name },
  };
  try {
    const response = await client.chat.completions.create(body, options).asResponse();
    const type = response.headers.get('content-type') ?? '';
    if (type.includes('text/html')) throw setupFailure(webPage(server));
    if (type.includes('json')) yield pieceOf(await response.json(), server);
    else {
      for await (const chunk of Stream.fromSSEResponse<unknown>(response, stop)) yield pieceOf(chunk, server);
    }
  } finally {
    stop.abort();
  }
}
