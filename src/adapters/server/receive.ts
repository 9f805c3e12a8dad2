import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Probot } from 'probot';
import { Failure } from '../../core/failure.ts';

/** A webhook as it came in: nothing in it is trusted before its signature has been checked. */
export interface Delivery {
  readonly id: string;
  readonly name: string;
  readonly payload: Buffer;
  readonly signature: string;
}

/** Accepted for good, or why not. Only `unavailable` is worth sending again. */
export type Received = 'accepted' | 'bad-signature' | 'not-json' | 'unavailable';

export type Receive = (delivery: Delivery) => Promise<Received>;

/** Hands deliveries to Probot: the signature first, then the JSON, then whoever listens. Other errors than Failures are thrown. */
export function receiveByProbot(webhooks: Pick<Probot['webhooks'], 'receive'>, secret: string): Receive {
  return async ({ id, name, payload, signature }) => {
    if (!isSigned(payload, signature, secret)) return 'bad-signature';
    const parsed = parseJson(payload.toString('utf8'));
    if (parsed === undefined) return 'not-json';
    try {
      // @ts-expect-error Probot types a payload by its event's name, which is only known when it comes in.
      await webhooks.receive({ id, name, payload: parsed });
      return 'accepted';
    } catch (error) {
      if (isUnavailable(error)) return 'unavailable';
      throw error;
    }
  };
}

/**
 * Of the bytes, not of a text made of them, which would be another one where they are no UTF-8. The same time whatever the signature
 * (docs.github.com, 'Validating webhook deliveries').
 */
function isSigned(payload: Buffer, signature: string, secret: string): boolean {
  const expected = createHmac('sha256', secret).update(payload).digest();
  const given = Buffer.from(signature.slice('sha256='.length), 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** An object; undefined for everything else, which GitHub does not send. */
function parseJson(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Probot gathers what its listeners throw. */
function isUnavailable(error: unknown): boolean {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.every((each) => each instanceof Failure && each.why.kind === 'transient');
}
