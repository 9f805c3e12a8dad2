import fc from 'fast-check';
import type { FaultAct } from '../../playground/github/server/faults.ts';
import { type Step, step } from './deed.ts';
import { quiet } from './quiet.ts';

/** A job that its worker died over four times ends as dead, and rightly so. */
const mostKills = 3;

/** The requests that the app makes, by GitHub's path template. */
const requests = [
  'POST /app/installations/{installation_id}/access_tokens',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
  'POST /repos/{owner}/{repo}/check-runs',
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
  'GET /repos/{owner}/{repo}/contents/{path}',
  'POST /graphql',
] as const;

const faults: readonly FaultAct[] = [
  { kind: 'commit-then', status: 502 },
  { kind: 'fail-with', status: 500 },
  { kind: 'fail-with', status: 403, headers: { 'retry-after': '1' } },
  { kind: 'reset' },
  { kind: 'reset-mid-body' },
  { kind: 'html' },
];

/** What goes wrong, and what comes twice, late or in another order. */
export const troubleSteps: fc.Arbitrary<Step>[] = [
  step({
    name: 'redeliver',
    drawn: fc.nat({ max: 999 }),
    can: () => true,
    run: (_, { world }, place) => {
      const { webhooks } = world.github;
      const delivery = webhooks.deliveries[place % webhooks.deliveries.length];
      if (delivery !== undefined) void webhooks.redeliver(delivery.guid);
    },
  }),
  step({
    name: 'hold webhooks',
    drawn: fc.constant(undefined),
    can: ({ relay }) => relay === 'passing',
    run: (model, { relay }) => {
      model.relay = 'holding';
      relay.hold();
    },
  }),
  release(),
  release(),
  step({
    name: 'outage',
    drawn: fc.constant(undefined),
    can: ({ relay }) => relay !== 'cut',
    run: (model, { relay }) => {
      model.relay = 'cut';
      relay.cut();
    },
  }),
  mend(),
  mend(),
  step({
    name: 'kill',
    drawn: fc.constant(undefined),
    can: ({ app, kills }) => app === 'there' && kills < mostKills,
    run: async (model, ground) => {
      model.app = 'away';
      model.kills += 1;
      await ground.leave();
    },
  }),
  start(),
  start(),
  fault(),
  fault(),
  calm(),
  calm(),
];

function release(): fc.Arbitrary<Step> {
  return step({
    name: 'release webhooks',
    drawn: fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 4 }),
    can: ({ relay }) => relay === 'holding',
    run: async (model, { relay }, places) => {
      model.relay = 'passing';
      await relay.release(places);
    },
  });
}

function mend(): fc.Arbitrary<Step> {
  return step({
    name: 'outage over',
    drawn: fc.constant(undefined),
    can: ({ relay }) => relay === 'cut',
    run: (model, { relay }) => {
      model.relay = 'passing';
      relay.mend();
    },
  });
}

function start(): fc.Arbitrary<Step> {
  return step({
    name: 'start',
    drawn: fc.constant(undefined),
    can: ({ app }) => app === 'away',
    run: async (model, ground) => {
      model.app = 'there';
      await ground.arrive();
    },
  });
}

/** On the next such request. */
function fault(): fc.Arbitrary<Step> {
  return step({
    name: 'GitHub fault',
    drawn: fc.record({ request: fc.constantFrom(...requests), act: fc.constantFrom(...faults) }),
    can: () => true,
    run: (_, { world }, { request, act }) => {
      const [method = '', template = ''] = request.split(' ');
      world.github.faults.add({ match: { method, template, nth: 1 }, act });
    },
  });
}

function calm(): fc.Arbitrary<Step> {
  return step({ name: 'quiet', drawn: fc.constant(undefined), can: () => true, run: quiet });
}
