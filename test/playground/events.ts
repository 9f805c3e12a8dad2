import assert from 'node:assert/strict';
import type { Hub } from './start-hub.ts';

/** The events since a point, with their actions, in the order they were sent. */
export async function eventsAfter(hub: Hub, act: () => unknown) {
  const { webhooks } = hub.github;
  const before = webhooks.deliveries.length;
  await act();
  await webhooks.settled();
  return webhooks.deliveries.slice(before).map(({ event, action }) => `${event}.${action}`);
}

/** What the latest event of this kind carried. */
export function payloadOf(hub: Hub, event: string, action: string) {
  const delivery = hub.github.webhooks.deliveries.findLast(
    (one) => one.event === event && one.action === action,
  );
  assert.ok(delivery, `no ${event}.${action} was sent`);
  return delivery.payload as Record<string, Record<string, unknown>>;
}
