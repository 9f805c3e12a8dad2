import type { Ending } from '../model-server.ts';
import type { Service } from '../services/service.ts';
import type { World } from '../world.ts';
import type { Pull } from './result.ts';

/** Ends the services when all that was to be done after the test until now has been: the app closes while they are there. */
export function endAfterwards(test: Ending, services: readonly Service[]): void {
  test.after(async () => {
    for (const service of services) await service[Symbol.asyncDispose]();
  });
}

/** How the webhook about a pull request's opening was answered, each time it was sent. */
export function answersToOpening({ github }: World, pull: Pull): readonly (number | string)[] {
  const { id } = github.state.repository(pull.repository);
  return github.webhooks.deliveries
    .filter(
      ({ repositoryId, event, action }) =>
        repositoryId === id && event === 'pull_request' && action === 'opened',
    )
    .map(({ outcome }) => (outcome.kind === 'answered' ? outcome.code : outcome.kind));
}
