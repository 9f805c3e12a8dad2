import type { Clock } from '../../ports/clock.ts';
import type { Client } from './client.ts';
import { waitOfAnswer, waitOfError } from './faults.ts';

/** The limits that GitHub sets an installation, as all workers know them together. */
export interface Limits {
  /** Resolves when the installation may be asked for something; throws Failure `transient` (`github-limit`) where that is far off. */
  mayAsk(installation: number, signal: AbortSignal | undefined): Promise<void>;
  /** GitHub has just said to the installation to wait until then; milliseconds since 1970. */
  onLimited(installation: number, until: number): Promise<void>;
}

export interface Limited {
  readonly limits: Limits;
  readonly clock: Clock;
}

/** Has no request of the client leave while the installation is to wait, and tells of each answer that says so. */
export function heed(client: Client, installation: number, { limits, clock }: Limited): void {
  async function tell(waitMs: number | undefined): Promise<void> {
    if (waitMs !== undefined) await limits.onLimited(installation, clock.now() + waitMs);
  }
  client.hook.wrap('request', async (request, options) => {
    await limits.mayAsk(installation, options.request?.signal);
    try {
      const response = await request(options);
      await tell(waitOfAnswer(response, clock.now()));
      return response;
    } catch (error) {
      await tell(waitOfError(error, clock.now()));
      throw error;
    }
  });
}
