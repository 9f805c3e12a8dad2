import { type Fault, faultsIn } from './fault.ts';
import { once } from './once.ts';
import { openSchemas, type Schema } from './schemas.ts';

/** A webhook as it is sent: the X-GitHub-Event header, the action in the payload, and the parsed payload. */
export interface Webhook {
  readonly event: string;
  readonly action: string;
  readonly payload: unknown;
}

/** Everything in the payload that GitHub's published description of this event and action does not allow. */
export function validateWebhook({ event, action, payload }: Webhook): readonly Fault[] {
  const name = `${event}.${action}`;
  const { content, errors } = webhooks();
  const schema = content.events[name];
  if (schema !== undefined) return faultsIn('payload', payload, errors(schema, payload));
  return [{ where: 'event', message: `${name} is not in the contract; see fixtures/github/events.ts` }];
}

interface Webhooks {
  readonly events: Readonly<Record<string, Schema>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

const webhooks = once(() => openSchemas<Webhooks>('webhooks.json'));
