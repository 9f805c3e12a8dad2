import { json, notFound } from '../answer.ts';
import { numberOf, type Call } from '../call.ts';
import { deliveryItemJson, deliveryJson, isDelivered } from '../render/delivery.ts';
import { asApp, type Routes } from '../route.ts';
import type { Delivery } from '../state.ts';

export const hookRoutes: Routes = {
  'GET /app/hook/deliveries': asApp(listDeliveries),
  'GET /app/hook/deliveries/{delivery_id}': asApp((call) =>
    json(deliveryJson(deliveryIn(call), call.github.webhooks.url() ?? '')),
  ),
  'POST /app/hook/deliveries/{delivery_id}/attempts': asApp((call) => {
    call.github.webhooks.attempt(deliveryIn(call));
    return json({}, 202);
  }),
};

/** GitHub lists and redelivers what is younger than this. */
const memory = 3 * 24 * 60 * 60 * 1000;

function known(call: Call) {
  const since = call.github.clock.now() - memory;
  return call.github.state.deliveries.filter(
    (one) => one.deliveredAt >= since && one.outcome.kind !== 'under-way',
  );
}

function deliveryIn(call: Call): Delivery {
  return known(call).find((one) => one.id === numberOf(call, 'delivery_id')) ?? notFound();
}

/** Newest first; pages are turned by a cursor, the last id shown. */
function listDeliveries(call: Call) {
  const { query } = call;
  const size = Math.min(100, Number(query.get('per_page') ?? 30) || 30);
  const before = Number(/^v1_(\d+)$/.exec(query.get('cursor') ?? '')?.[1] ?? Infinity);
  const status = query.get('status');
  const wanted = known(call)
    .filter((one) => one.id < before && (status === null || isDelivered(one) === (status === 'success')))
    .toReversed();
  const shown = wanted.slice(0, size);
  const last = shown.at(-1);
  return json(shown.map(deliveryItemJson), 200, wanted.length > size && last ? nextPage(call, last) : {});
}

function nextPage(call: Call, last: Delivery) {
  const query = new URLSearchParams(call.query);
  query.set('cursor', `v1_${last.id}`);
  return { link: `<${call.github.addresses.api}${call.path}?${query.toString()}>; rel="next"` };
}
