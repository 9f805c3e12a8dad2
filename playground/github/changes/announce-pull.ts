import { announce } from '../announce.ts';
import type { Actor } from '../call.ts';
import { repositoryOf } from '../find.ts';
import { hastyFacts } from '../pull-facts.ts';
import { pullJson } from '../render/pull.ts';
import type { Pull } from '../state.ts';

/** Sends a `pull_request` event with the whole pull request in it. */
export async function announcePull(
  actor: Actor,
  pull: Pull,
  action: string,
  more: Readonly<Record<string, unknown>> = {},
) {
  const facts = await hastyFacts(actor.github, pull);
  announce(actor.github, {
    event: 'pull_request',
    action,
    repository: repositoryOf(actor.github.state, pull),
    sender: actor.account,
    details: { number: pull.number, pull_request: pullJson(actor.github, pull, facts), ...more },
  });
}
