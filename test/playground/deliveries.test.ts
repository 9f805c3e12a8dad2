import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite, test } from 'node:test';
import { eventsAfter } from './events.ts';
import { openSamplePull, refusedWith, startHub } from './start-hub.ts';

suite('the deliveries of webhooks', () => {
  test('are listed newest first, by their outcome, and page by a cursor', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    await hub.github.webhooks.settled();
    hub.listener.behaviour.status = 503;
    alice.comment(pull, 'One');
    alice.comment(pull, 'Two');
    await hub.github.webhooks.settled();
    const api = hub.appApi();
    const { data: failed } = await api.apps.listWebhookDeliveries({ status: 'failure' });
    assert.deepEqual(
      failed.map((one) => [one.event, one.action, one.status, one.status_code, one.redelivery]),
      [
        ['issue_comment', 'created', 'Invalid HTTP Response: 503', 503, false],
        ['issue_comment', 'created', 'Invalid HTTP Response: 503', 503, false],
      ],
    );
    const first = await api.apps.listWebhookDeliveries({ per_page: 1 });
    assert.equal(first.data[0]?.id, failed[0]?.id);
    const all = await api.paginate(api.apps.listWebhookDeliveries, { per_page: 1 });
    assert.equal(all.length, hub.github.webhooks.deliveries.length);
  });

  test('are sent again under the same guid', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    hub.listener.behaviour.status = 500;
    alice.comment(pull, 'One');
    await hub.github.webhooks.settled();
    hub.listener.behaviour.status = 200;
    const api = hub.appApi();
    const [failed] = (await api.apps.listWebhookDeliveries({ status: 'failure', per_page: 1 })).data;
    assert.ok(failed);
    const { data: whole } = await api.apps.getWebhookDelivery({ delivery_id: failed.id });
    assert.deepEqual([whole.guid, whole.response.payload], [failed.guid, 'heard']);
    assert.equal((await api.apps.redeliverWebhookDelivery({ delivery_id: failed.id })).status, 202);
    await hub.github.webhooks.settled();
    const [again] = (await api.apps.listWebhookDeliveries({ per_page: 1 })).data;
    assert.deepEqual(
      [again?.guid, again?.redelivery, again?.status, again?.id === failed.id],
      [failed.guid, true, 'OK', false],
    );
    const [one, two] = hub.listener.received.filter(
      ({ headers }) => headers['x-github-delivery'] === failed.guid,
    );
    assert.equal(one?.body, two?.body);
  });

  test('that nobody takes fail, and none is sent again by itself', async (t) => {
    const hub = await startHub(t);
    const { alice, pull } = await openSamplePull(hub);
    await hub.github.webhooks.settled();
    hub.github.webhooks.setUrl('http://127.0.0.1:9/');
    assert.deepEqual(await eventsAfter(hub, () => alice.comment(pull, 'One')), ['issue_comment.created']);
    const { data } = await hub.appApi().apps.listWebhookDeliveries({ status: 'failure' });
    assert.deepEqual(
      data.map((one) => [one.status, one.status_code]),
      [['failed to connect to host', 0]],
    );
  });

  test('are forgotten after three days', async (t) => {
    const hub = await startHub(t);
    await openSamplePull(hub);
    await hub.github.webhooks.settled();
    const [last] = hub.github.webhooks.deliveries;
    hub.clock.advance(3 * 24 * 3_600_000 + 1);
    const api = hub.appApi();
    assert.deepEqual((await api.apps.listWebhookDeliveries()).data, []);
    await assert.rejects(
      api.apps.redeliverWebhookDelivery({ delivery_id: last?.id ?? 0 }),
      refusedWith(404, 'Not Found'),
    );
  });

  test('are for the App alone', async (t) => {
    const hub = await startHub(t);
    await openSamplePull(hub);
    const api = await hub.installationApi('alice/app');
    await assert.rejects(
      api.apps.listWebhookDeliveries(),
      refusedWith(401, 'A JSON web token could not be decoded'),
    );
  });
});

test('a slow App is given up after ten seconds', { timeout: 20_000 }, async (t) => {
  const hub = await startHub(t);
  const { alice, pull } = await openSamplePull(hub);
  const deaf = createServer(() => {});
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  t.after(() => deaf.closeAllConnections());
  t.after(() => deaf.close());
  await hub.github.webhooks.settled();
  hub.github.webhooks.setUrl(`http://127.0.0.1:${(deaf.address() as AddressInfo).port}/`);
  alice.comment(pull, 'One');
  await hub.github.webhooks.settled();
  const { outcome } = hub.github.webhooks.deliveries.at(-1) ?? {};
  assert.equal(outcome?.kind, 'failed');
  assert.deepEqual([outcome.status, Math.round(outcome.seconds)], ['timed out', 10]);
});
