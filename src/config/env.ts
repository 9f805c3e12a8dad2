import { z } from 'zod';
import { userFailure } from '../core/failure.ts';
import { settings } from './settings.ts';

/** What the operator has set, read and checked. */
export interface Env {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly githubUrl: string;
  readonly botName: string;
  readonly host: string;
  readonly port: number;
  readonly redisUrl: string | null;
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly model: ModelEnv;
  readonly maxPromptsPerReview: number;
  readonly pushWaitMs: number;
  readonly quickConcurrency: number;
  readonly longConcurrency: number;
  readonly shutdownGraceMs: number;
  readonly retentionDays: number;
  readonly logLevel: Chosen['LOG_LEVEL'];
}

/** The model and its server; no name means that none is set up. */
export interface ModelEnv {
  readonly name: string | null;
  readonly baseUrl: string | null;
  readonly apiKey: string | null;
  /** Tokens that prompt and answer may have together. */
  readonly window: number;
}

export type Role = 'web' | 'worker' | 'all';

export type Values = Readonly<Record<string, string | undefined>>;

/** What reading needs from outside: files, and somebody who knows a private key when they see one. */
export interface Reading {
  readonly role: Role;
  /** Throws where there is no such file. */
  readonly readFile: (path: string) => string;
  readonly isPrivateKey: (pem: string) => boolean;
}

/** Each fault names the setting and the remedy. */
export type Read<T> =
  | { readonly is: 'read'; readonly value: T }
  | { readonly is: 'faults'; readonly faults: readonly string[] };

/** What was read. Throws Failure `user` naming all that is wrong with it. */
export function correct<T>(read: Read<T>): T {
  if (read.is === 'read') return read.value;
  throw userFailure({ is: 'settings', faults: read.faults });
}

/** Reads the environment; where it cannot be used, tells every fault at once. */
export function readEnv(values: Values, reading: Reading): Read<Env> {
  const set = Chosen.safeParse(values);
  const key = readPrivateKey(values, reading);
  const faults = [
    ...(set.success ? [] : set.error.issues.map((issue) => describe(issue, values))),
    ...(key.is === 'faults' ? key.faults : []),
    ...roleFaults(values, reading.role),
  ];
  if (!set.success || key.is === 'faults' || faults.length > 0) return { is: 'faults', faults };
  return { is: 'read', value: { ...envOf(set.data), privateKey: key.value } };
}

/** Only what a command needs that asks a model and no GitHub. */
export function readModelEnv(values: Values): Read<ModelEnv> {
  const set = ModelChosen.safeParse(values);
  if (set.success) return { is: 'read', value: modelOf(set.data) };
  return { is: 'faults', faults: set.error.issues.map((issue) => describe(issue, values)) };
}

const modelSchemas = {
  PATCHWRIGHT_MODEL: settings.PATCHWRIGHT_MODEL.schema,
  OPENAI_BASE_URL: settings.OPENAI_BASE_URL.schema,
  OPENAI_API_KEY: settings.OPENAI_API_KEY.schema,
  MODEL_WINDOW: settings.MODEL_WINDOW.schema,
};

const ModelChosen = z.object(modelSchemas);
type ModelChosen = z.infer<typeof ModelChosen>;

const Chosen = z.object({
  APP_ID: settings.APP_ID.schema,
  WEBHOOK_SECRET: settings.WEBHOOK_SECRET.schema,
  GITHUB_URL: settings.GITHUB_URL.schema,
  BOT_NAME: settings.BOT_NAME.schema,
  HOST: settings.HOST.schema,
  PORT: settings.PORT.schema,
  REDIS_URL: settings.REDIS_URL.schema,
  DATABASE_URL: settings.DATABASE_URL.schema,
  DATA_DIR: settings.DATA_DIR.schema,
  ...modelSchemas,
  MAX_PROMPTS_PER_REVIEW: settings.MAX_PROMPTS_PER_REVIEW.schema,
  PUSH_WAIT_SECONDS: settings.PUSH_WAIT_SECONDS.schema,
  QUICK_CONCURRENCY: settings.QUICK_CONCURRENCY.schema,
  LONG_CONCURRENCY: settings.LONG_CONCURRENCY.schema,
  SHUTDOWN_GRACE_SECONDS: settings.SHUTDOWN_GRACE_SECONDS.schema,
  RETENTION_DAYS: settings.RETENTION_DAYS.schema,
  LOG_LEVEL: settings.LOG_LEVEL.schema,
});
type Chosen = z.infer<typeof Chosen>;

function envOf(set: Chosen): Omit<Env, 'privateKey'> {
  return {
    appId: set.APP_ID,
    webhookSecret: set.WEBHOOK_SECRET,
    githubUrl: set.GITHUB_URL,
    botName: set.BOT_NAME,
    host: set.HOST,
    port: set.PORT,
    redisUrl: set.REDIS_URL,
    databaseUrl: set.DATABASE_URL,
    dataDir: set.DATA_DIR,
    model: modelOf(set),
    maxPromptsPerReview: set.MAX_PROMPTS_PER_REVIEW,
    pushWaitMs: set.PUSH_WAIT_SECONDS * 1_000,
    quickConcurrency: set.QUICK_CONCURRENCY,
    longConcurrency: set.LONG_CONCURRENCY,
    shutdownGraceMs: set.SHUTDOWN_GRACE_SECONDS * 1_000,
    retentionDays: set.RETENTION_DAYS,
    logLevel: set.LOG_LEVEL,
  };
}

function modelOf(set: ModelChosen): ModelEnv {
  return {
    name: set.PATCHWRIGHT_MODEL,
    baseUrl: set.OPENAI_BASE_URL,
    apiKey: set.OPENAI_API_KEY,
    window: set.MODEL_WINDOW,
  };
}

/** `PORT must be a whole number from 0 to 65535; it is "http"`. What a secret is stays unsaid. */
function describe(issue: z.core.$ZodIssue, values: Values): string {
  const name = String(issue.path[0]);
  const value = values[name]?.trim() ?? '';
  const isShown = value !== '' && !secretNames.has(name);
  return `${name} ${issue.message}${isShown ? `; it is ${JSON.stringify(value)}` : ''}`;
}

const secretNames: ReadonlySet<string> = new Set(
  Object.entries(settings).flatMap(([name, { isSecret }]) => (isSecret ? [name] : [])),
);

/** PRIVATE_KEY itself, with \\n for line breaks where they got lost on the way, or the file that PRIVATE_KEY_PATH names. */
function readPrivateKey(values: Values, { readFile, isPrivateKey }: Reading): Read<string> {
  const given = settings.PRIVATE_KEY.schema.parse(values['PRIVATE_KEY']);
  const path = settings.PRIVATE_KEY_PATH.schema.parse(values['PRIVATE_KEY_PATH']);
  if (given === null && path === null)
    return fault(
      'PRIVATE_KEY is not set: set it, or PRIVATE_KEY_PATH, to the PEM that GitHub made for the App',
    );
  const name = given === null ? 'PRIVATE_KEY_PATH' : 'PRIVATE_KEY';
  const pem = given?.replaceAll(String.raw`\n`, '\n') ?? contents(path ?? '', readFile);
  if (pem === undefined)
    return fault(
      `PRIVATE_KEY_PATH names a file that cannot be read, ${JSON.stringify(path)}: give the path of the PEM that GitHub made for the App`,
    );
  return isPrivateKey(pem)
    ? { is: 'read', value: pem }
    : fault(`${name} is no private key: it must be the whole PEM that GitHub made for the App`);
}

function contents(path: string, readFile: Reading['readFile']): string | undefined {
  try {
    return readFile(path);
  } catch {
    return undefined;
  }
}

function fault(sentence: string): Read<never> {
  return { is: 'faults', faults: [sentence] };
}

/** Redis holds a queue but no ledger, and the embedded database belongs to one process. */
function roleFaults(values: Values, role: Role): readonly string[] {
  if (isSet(values, 'DATABASE_URL')) return [];
  const redis = isSet(values, 'REDIS_URL')
    ? [
        'REDIS_URL is set without DATABASE_URL: set both or neither, since Redis holds the queue but not the ledger',
      ]
    : [];
  const apart =
    role === 'all'
      ? []
      : [
          `--role ${role} needs DATABASE_URL, and REDIS_URL if you like: the embedded database serves one process only`,
        ];
  return [...redis, ...apart];
}

function isSet(values: Values, name: keyof typeof settings): boolean {
  return (values[name]?.trim() ?? '') !== '';
}
