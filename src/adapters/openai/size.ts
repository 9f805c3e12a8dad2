import { type Request, requestBytes, requestTokens } from './request.ts';

/** So few bytes make a token in what has the most of them: base64, hexadecimal digits, rows of signs. Prose and code have about four. */
const fewestBytes = 1.4;
const mostFrameTokens = 8;

/**
 * How many tokens a request has at most, for a window of so many: exactly near the window, and by its bytes where even those would
 * not fill it, so that counting costs next to nothing.
 */
export function sizeOf(request: Request, window: number): number {
  const frames = mostFrameTokens * request.messages.length;
  const most = Math.ceil(requestBytes(request) / fewestBytes) + frames;
  return most < window ? most : requestTokens(request);
}
