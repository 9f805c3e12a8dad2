import { randomUUID } from 'node:crypto';
import { installationOf } from './find.ts';
import type { GitHub } from './github.ts';
import { nodeId } from './node-id.ts';
import { accountJson } from './render/account.ts';
import { repositoryJson } from './render/repository.ts';
import { nextId, type Account, type Delivery, type Installation, type Repository } from './state.ts';

/** Something that happened in a repository and that the App may have asked to hear of. */
export interface Happening {
  readonly event: string;
  readonly action: string;
  readonly repository: Repository;
  readonly sender: Account;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Tells the App, if it is installed there, not suspended and subscribed to the event. */
export function announce(github: GitHub, happening: Happening) {
  const installation = installationOf(github.state, happening.repository);
  if (!installation || installation.suspendedAt !== undefined) return;
  if (!installation.events.includes(happening.event)) return;
  dispatch(github, {
    event: happening.event,
    action: happening.action,
    installation,
    repository: happening.repository,
    payload: {
      action: happening.action,
      ...happening.details,
      repository: repositoryJson(github, happening.repository),
      sender: accountJson(github, happening.sender),
      installation: { id: installation.id, node_id: nodeId('installation', installation.id) },
    },
  });
}

export interface Dispatch {
  readonly event: string;
  readonly action: string;
  readonly installation: Installation;
  readonly repository: Repository | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Records a delivery and sends it, whatever the App subscribed to. */
export function dispatch(github: GitHub, message: Dispatch) {
  const guid = randomUUID();
  const delivery: Delivery = {
    id: nextId(github.state, 'delivery'),
    guid,
    event: message.event,
    action: message.action,
    installationId: message.installation.id,
    repositoryId: message.repository?.id ?? null,
    redelivery: false,
    deliveredAt: github.clock.now(),
    payload: message.payload,
    requestHeaders: {},
    outcome: { kind: 'under-way' },
  };
  github.state.deliveries.push(delivery);
  github.webhooks.send(delivery);
}
