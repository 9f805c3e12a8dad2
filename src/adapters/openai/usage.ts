import type { Usage } from '../../ports/model.ts';
import { countTokens } from './count.ts';
import { nothing, type Piece, type PieceUsage } from './piece.ts';
import type { Prices } from './provider.ts';
import { type Request, requestTokens } from './request.ts';
import { type Server, setupFailure } from './server.ts';

/** The usage as the server tells it, otherwise counted here, and its price. A request that was turned away has none. */
export function usageOf(request: Request, said: Piece, prices: Prices | null): Usage {
  const tokens = said === nothing ? { tokensIn: 0, tokensCached: 0, tokensOut: 0 } : tokensOf(request, said);
  return { ...tokens, usd: prices === null ? null : dollarsOf(tokens, prices) };
}

type Tokens = Omit<Usage, 'usd'>;

function tokensOf(request: Request, said: Piece): Tokens {
  const { usage } = said;
  if (!isTold(usage)) {
    return { tokensIn: requestTokens(request), tokensCached: 0, tokensOut: answerTokens(said) };
  }
  return {
    tokensIn: usage.prompt_tokens,
    tokensCached: Math.min(usage.prompt_tokens, usage.prompt_tokens_details?.cached_tokens ?? 0),
    tokensOut: usage.completion_tokens,
  };
}

/** Zero tokens of prompt cannot be: some servers fill in zeros for what they do not count. */
function isTold(usage: PieceUsage | null): usage is PieceUsage {
  return usage !== null && usage.prompt_tokens > 0;
}

function answerTokens({ text, calls }: Piece): number {
  return calls.reduce(
    (tokens, { tool, input }) => tokens + countTokens(tool) + countTokens(input),
    countTokens(text),
  );
}

function dollarsOf({ tokensIn, tokensCached, tokensOut }: Tokens, prices: Prices): number {
  const fresh = (tokensIn - tokensCached) * prices.in;
  return (fresh + tokensCached * (prices.cached ?? prices.in) + tokensOut * prices.out) / 1_000_000;
}

/** A prompt that a server counts below this share of our count, and by so many tokens, was not read whole. */
const readShare = 0.6;
const readSlack = 1_000;

/** Throws Failure `model-setup` where the server says that it read far less than was sent: its answer is to another question. */
export function checkReadWhole(request: Request, { usage }: Piece, server: Server): void {
  if (!isTold(usage)) return;
  const sent = requestTokens(request);
  const read = usage.prompt_tokens;
  if (read >= readShare * sent || sent - read <= readSlack) return;
  throw setupFailure(
    `${server.host} read only ${read} of about ${sent} tokens of the prompt for '${server.model}' and left the rest out without a word, so its answer was not used; ${server.whenCut}`,
  );
}
