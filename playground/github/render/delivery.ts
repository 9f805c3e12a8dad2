import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { Delivery } from '../state.ts';

type ItemJson = RestEndpointMethodTypes['apps']['listWebhookDeliveries']['response']['data'][number];
type DeliveryJson = RestEndpointMethodTypes['apps']['getWebhookDelivery']['response']['data'];

/** A delivery as the list of them shows it. */
export function deliveryItemJson(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: new Date(delivery.deliveredAt).toISOString(),
    redelivery: delivery.redelivery,
    ...outcomeJson(delivery),
    event: delivery.event,
    action: delivery.action,
    installation_id: delivery.installationId,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  } satisfies ItemJson;
}

/** GitHub writes what happened in words, and the code of the answer, 0 without one. */
function outcomeJson({ outcome }: Delivery) {
  switch (outcome.kind) {
    case 'under-way':
      return { duration: 0, status: 'pending', status_code: 0 };
    case 'failed':
      return { duration: outcome.seconds, status: outcome.status, status_code: 0 };
    case 'answered': {
      const status = isSuccess(outcome.code) ? 'OK' : `Invalid HTTP Response: ${outcome.code}`;
      return { duration: outcome.seconds, status, status_code: outcome.code };
    }
  }
}

function isSuccess(code: number) {
  return code >= 200 && code < 300;
}

/** Whether a delivery was answered with a 2xx. */
export function isDelivered({ outcome }: Delivery) {
  return outcome.kind === 'answered' && isSuccess(outcome.code);
}

/** A delivery with all that was sent and came back. */
export function deliveryJson(delivery: Delivery, url: string) {
  const { outcome } = delivery;
  const answer = outcome.kind === 'answered' ? outcome : undefined;
  return {
    ...deliveryItemJson(delivery),
    url,
    request: { headers: { ...delivery.requestHeaders }, payload: { ...(delivery.payload as object) } },
    response: { headers: { ...answer?.headers }, payload: answer?.body ?? null },
  } satisfies DeliveryJson;
}
