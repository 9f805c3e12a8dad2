import { z } from 'zod';
import { addressesOf } from '../adapters/github/addresses.ts';
import { asAppFailure, openAppClient } from '../adapters/github/app-client.ts';
import { isAbsent } from '../adapters/github/faults.ts';
import type { Env } from '../config/env.ts';
import { Failure } from '../core/failure.ts';
import { failureSentence } from '../text/failures.ts';
import { later, messageOf, ok, toDo, type Verdict } from './doctor-verdict.ts';

/** What the App asks for, as in app.yml. */
export const wantedPermissions = {
  metadata: 'read',
  actions: 'read',
  statuses: 'read',
  contents: 'write',
  pull_requests: 'write',
  issues: 'write',
  checks: 'write',
} as const;

export const wantedEvents = [
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_review_thread',
  'issue_comment',
  'issues',
  'check_run',
  'check_suite',
  'repository',
] as const;

type Permissions = Readonly<Record<string, string>>;

const App = z.object({
  slug: z.string(),
  permissions: z.record(z.string(), z.string()),
  events: z.array(z.string()).readonly(),
});
type App = z.infer<typeof App>;

const Installations = z
  .array(
    z.object({
      account: z.object({ login: z.string().optional(), slug: z.string().optional() }).nullable(),
      permissions: z.record(z.string(), z.string()),
      suspended_at: z.string().nullish(),
    }),
  )
  .readonly();
type Installations = z.infer<typeof Installations>;

const Hook = z.object({
  url: z.string().optional(),
  content_type: z.string().optional(),
  secret: z.string().optional(),
  insecure_ssl: z.union([z.string(), z.number()]).optional(),
});
type Hook = z.infer<typeof Hook>;

/** Asks GitHub about the App, as the App itself. `now` gives milliseconds since 1970. */
export async function githubVerdicts(env: Env, now: () => number): Promise<readonly Verdict[]> {
  const { api } = addressesOf(env.githubUrl);
  const { appId, privateKey } = env;
  const { rest } = openAppClient({ api, appId, privateKey, timeoutMs: 15_000, clock: { now } });
  try {
    const { data, headers } = await rest.apps.getAuthenticated();
    const clock = clockVerdict(Date.parse(headers.date ?? ''), now());
    const app = App.parse(data);
    return [
      ok('GitHub', `${api} accepts the App ${appId} by its key`),
      nameVerdict(app, env.botName),
      permissionVerdict(app),
      eventVerdict(app),
      ...(await Promise.all([hookVerdict(), installationVerdict()])),
      clock,
    ];
  } catch (error) {
    return [toDo('GitHub', notAccepted(asAppFailure(error, 'the App', now()), env))];
  }

  async function hookVerdict(): Promise<Verdict> {
    try {
      return webhookVerdict(Hook.parse((await rest.apps.getWebhookConfigForApp()).data));
    } catch (error) {
      if (isAbsent(error))
        return later('webhook', "this GitHub does not tell the address: see the App's settings page");
      throw error;
    }
  }

  async function installationVerdict(): Promise<Verdict> {
    const { data } = await rest.apps.listInstallations({ per_page: mostInstallations });
    return installedVerdict(Installations.parse(data));
  }
}

function notAccepted(error: unknown, { githubUrl }: Env): string {
  if (!(error instanceof Failure)) return messageOf(error);
  return `${failureSentence(error.why)} GITHUB_URL is ${githubUrl}: is that the address of GitHub, and can it be reached from here?`;
}

function nameVerdict({ slug }: App, botName: string): Verdict {
  return slug === botName
    ? ok('name', `the App is called as BOT_NAME says, @${slug}`)
    : toDo(
        'name',
        `the App is called ${slug} in addresses, and BOT_NAME is ${botName}. Set BOT_NAME to ${slug}.`,
      );
}

function permissionVerdict({ permissions }: App): Verdict {
  const { missing, tooMuch } = difference(permissions);
  const faults = [
    ...(missing.length === 0 ? [] : [`it lacks ${missing.join(', ')}`]),
    ...(tooMuch.length === 0 ? [] : [`it has more than it needs: ${tooMuch.join(', ')}`]),
  ];
  return faults.length === 0
    ? ok('permissions', 'as in app.yml')
    : toDo('permissions', `${faults.join('; ')}. Correct the permissions on the App's settings page.`);
}

/** In both lists as GitHub writes them: `issues: write`. */
function difference(granted: Permissions): { missing: readonly string[]; tooMuch: readonly string[] } {
  const wanted: Permissions = wantedPermissions;
  return { missing: beyond(wanted, granted), tooMuch: beyond(granted, wanted) };
}

/** What of the first goes beyond the second. */
function beyond(first: Permissions, second: Permissions): readonly string[] {
  return Object.entries(first)
    .filter(([name, level]) => levels.indexOf(level) > levels.indexOf(second[name] ?? 'none'))
    .map(([name, level]) => `${name}: ${level}`);
}

const levels: readonly string[] = ['none', 'read', 'write', 'admin'];

function eventVerdict({ events }: App): Verdict {
  const missing = wantedEvents.filter((event) => !events.includes(event));
  const wanted: readonly string[] = wantedEvents;
  const tooMuch = events.filter((event) => !wanted.includes(event));
  const faults = [
    ...(missing.length === 0 ? [] : [`it does not hear of ${missing.join(', ')}`]),
    ...(tooMuch.length === 0 ? [] : [`it hears of ${tooMuch.join(', ')}, which nobody listens to`]),
  ];
  return faults.length === 0
    ? ok('events', 'as in app.yml')
    : toDo('events', `${faults.join('; ')}. Correct the subscriptions on the App's settings page.`);
}

const webhookPath = '/api/github/webhooks';

function webhookVerdict({
  url = '',
  content_type: type,
  secret = '',
  insecure_ssl: insecure,
}: Hook): Verdict {
  const faults = [
    ...addressFaults(url),
    ...(type === 'json' ? [] : ['its content type is not JSON: set application/json']),
    ...(secret === '' ? ['it has no secret: set the value of WEBHOOK_SECRET'] : []),
    ...(String(insecure ?? 0) === '0' ? [] : ['certificates are not checked: switch SSL verification on']),
  ];
  return faults.length === 0
    ? ok('webhook', `goes to ${url}`)
    : toDo('webhook', `${faults.join('; ')}. It is on the App's settings page.`);
}

function addressFaults(url: string): readonly string[] {
  if (url === '') return [`no address is set: give this server's, with the path ${webhookPath}`];
  if (URL.canParse(url) && new URL(url).pathname === webhookPath) return [];
  return [`it goes to ${url}, where nobody listens: its path must be ${webhookPath}`];
}

/** As many as one request tells of. */
const mostInstallations = 100;

function installedVerdict(installations: Installations): Verdict {
  const count =
    installations.length < mostInstallations ? installations.length : `at least ${mostInstallations}`;
  const behind = installations.filter(({ permissions }) => difference(permissions).missing.length > 0);
  if (installations.length === 0)
    return toDo(
      'installations',
      "none: install the App on an account or repository, from the App's settings page",
    );
  if (behind.length > 0)
    return toDo(
      'installations',
      `${count}, and not all have accepted the permissions of the App: ${behind.map(owner).join(', ')}. Their owners can in their settings, under GitHub Apps.`,
    );
  const suspended = installations.filter(({ suspended_at: at }) => typeof at === 'string').length;
  return ok('installations', suspended === 0 ? `${count} in all` : `${count} in all, ${suspended} suspended`);
}

function owner({ account }: Installations[number]): string {
  return account?.login ?? account?.slug ?? 'somebody unknown';
}

/** The App's tokens are dated back so far; a clock further ahead makes ones that GitHub refuses. */
const mostSkewSeconds = 30;

/** `theirs` is not a number where GitHub did not say; it is told in whole seconds. */
function clockVerdict(theirs: number, ours: number): Verdict {
  if (Number.isNaN(theirs)) return later('clock', 'GitHub did not tell its time');
  const ahead = Math.round((ours - theirs) / 1_000);
  if (Math.abs(ahead) <= mostSkewSeconds) return ok('clock', 'agrees with that of GitHub');
  const how = ahead > 0 ? 'ahead of' : 'behind';
  return toDo(
    'clock',
    `this machine's clock is ${Math.abs(ahead)} s ${how} that of GitHub. Have it set by NTP.`,
  );
}
