import { z } from 'zod';
import type { Budgets } from '../core/budget.ts';
import { userFailure } from '../core/failure.ts';
import { settings } from './settings.ts';

/** What the operator has set, read and checked. */
export interface Env extends MachineEnv {
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
  readonly pushWaitMs: number;
  readonly quickConcurrency: number;
  readonly longConcurrency: number;
  readonly shutdownGraceMs: number;
  readonly retentionDays: number;
  readonly logLevel: Chosen['LOG_LEVEL'];
}

/** What repositories may take of this machine, and what code that runs may reach. */
export interface MachineEnv {
  readonly tree: TreeEnv;
  /** `name:port` each. */
  readonly sandboxHosts: readonly string[];
  /** What runs in the sandbox at once may take. */
  readonly sandboxMemoryBytes: number;
  /** What is kept of installed packages; 0 for nothing. */
  readonly installCacheBytes: number;
}

/** What a commit may take on disk to be worked with. */
export interface TreeEnv {
  readonly bytes: number;
  /** Files and folders together. */
  readonly files: number;
  /** The largest file. */
  readonly fileBytes: number;
}

/** The models that are set up, where they are asked, and what may be spent on them. */
export interface ModelEnv {
  readonly chains: Chains;
  /** Those that a repository may choose among. */
  readonly allowed: readonly string[];
  /** The settings that providers of models name, by their names: keys and addresses, such as OPENAI_BASE_URL. */
  readonly variables: Readonly<Record<string, string>>;
  /** A file that says more of providers and prices; null where there is none. */
  readonly modelsFile: string | null;
  /** Tokens that prompt and answer may have together; null where what is known of the model counts. */
  readonly window: number | null;
  readonly budgets: Budgets;
  readonly maxPromptsPerReview: number;
}

/** The keys among the settings of models' servers: never to be shown. */
export function keysOf({ variables }: Pick<ModelEnv, 'variables'>): readonly string[] {
  return Object.entries(variables).flatMap(([name, value]) => (name.endsWith('_API_KEY') ? [value] : []));
}

/** Names of models in the order in which they are asked: the first that can answers. Empty where none is set up. */
export interface Chains {
  readonly fast: readonly string[];
  readonly strong: readonly string[];
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
  return { is: 'read', value: { ...envOf(set.data, values), privateKey: key.value } };
}

/** Only what a command needs that asks a model and no GitHub. */
export function readModelEnv(values: Values): Read<ModelEnv> {
  return readPart(ModelChosen, values, (set) => modelOf(set, values));
}

/** Only what a command needs that works on a repository of this machine. */
export function readMachineEnv(values: Values): Read<MachineEnv> {
  return readPart(MachineChosen, values, machineOf);
}

function readPart<Set, Value>(
  schema: z.ZodType<Set>,
  values: Values,
  valueOf: (set: Set) => Value,
): Read<Value> {
  const set = schema.safeParse(values);
  if (set.success) return { is: 'read', value: valueOf(set.data) };
  return { is: 'faults', faults: set.error.issues.map((issue) => describe(issue, values)) };
}

const modelSchemas = {
  PATCHWRIGHT_MODEL: settings.PATCHWRIGHT_MODEL.schema,
  PATCHWRIGHT_FAST_MODEL: settings.PATCHWRIGHT_FAST_MODEL.schema,
  ALLOWED_MODELS: settings.ALLOWED_MODELS.schema,
  OPENAI_BASE_URL: settings.OPENAI_BASE_URL.schema,
  AZURE_OPENAI_ENDPOINT: settings.AZURE_OPENAI_ENDPOINT.schema,
  MODELS_FILE: settings.MODELS_FILE.schema,
  MODEL_WINDOW: settings.MODEL_WINDOW.schema,
  TOKENS_PER_JOB: settings.TOKENS_PER_JOB.schema,
  USD_PER_JOB: settings.USD_PER_JOB.schema,
  TOKENS_PER_REPOSITORY_DAY: settings.TOKENS_PER_REPOSITORY_DAY.schema,
  USD_PER_REPOSITORY_DAY: settings.USD_PER_REPOSITORY_DAY.schema,
  TOKENS_PER_INSTALLATION_MONTH: settings.TOKENS_PER_INSTALLATION_MONTH.schema,
  USD_PER_INSTALLATION_MONTH: settings.USD_PER_INSTALLATION_MONTH.schema,
  MAX_PROMPTS_PER_REVIEW: settings.MAX_PROMPTS_PER_REVIEW.schema,
};

const ModelChosen = z.object(modelSchemas);
type ModelChosen = z.infer<typeof ModelChosen>;

const machineSchemas = {
  TREE_MAX_MB: settings.TREE_MAX_MB.schema,
  TREE_MAX_FILES: settings.TREE_MAX_FILES.schema,
  TREE_MAX_FILE_MB: settings.TREE_MAX_FILE_MB.schema,
  SANDBOX_HOSTS: settings.SANDBOX_HOSTS.schema,
  SANDBOX_MEMORY_MB: settings.SANDBOX_MEMORY_MB.schema,
  INSTALL_CACHE_MB: settings.INSTALL_CACHE_MB.schema,
};

const MachineChosen = z.object(machineSchemas);
type MachineChosen = z.infer<typeof MachineChosen>;

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
  ...machineSchemas,
  PUSH_WAIT_SECONDS: settings.PUSH_WAIT_SECONDS.schema,
  QUICK_CONCURRENCY: settings.QUICK_CONCURRENCY.schema,
  LONG_CONCURRENCY: settings.LONG_CONCURRENCY.schema,
  SHUTDOWN_GRACE_SECONDS: settings.SHUTDOWN_GRACE_SECONDS.schema,
  RETENTION_DAYS: settings.RETENTION_DAYS.schema,
  LOG_LEVEL: settings.LOG_LEVEL.schema,
});
type Chosen = z.infer<typeof Chosen>;

function envOf(set: Chosen, values: Values): Omit<Env, 'privateKey'> {
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
    model: modelOf(set, values),
    ...machineOf(set),
    pushWaitMs: set.PUSH_WAIT_SECONDS * 1_000,
    quickConcurrency: set.QUICK_CONCURRENCY,
    longConcurrency: set.LONG_CONCURRENCY,
    shutdownGraceMs: set.SHUTDOWN_GRACE_SECONDS * 1_000,
    retentionDays: set.RETENTION_DAYS,
    logLevel: set.LOG_LEVEL,
  };
}

function machineOf(set: MachineChosen): MachineEnv {
  return {
    tree: {
      bytes: set.TREE_MAX_MB * 1_000_000,
      files: set.TREE_MAX_FILES,
      fileBytes: set.TREE_MAX_FILE_MB * 1_000_000,
    },
    sandboxHosts: set.SANDBOX_HOSTS,
    sandboxMemoryBytes: set.SANDBOX_MEMORY_MB * 1_000_000,
    installCacheBytes: set.INSTALL_CACHE_MB * 1_000_000,
  };
}

function modelOf(set: ModelChosen, values: Values): ModelEnv {
  const strong = set.PATCHWRIGHT_MODEL;
  const fast = set.PATCHWRIGHT_FAST_MODEL.length === 0 ? strong : set.PATCHWRIGHT_FAST_MODEL;
  const named = [...new Set([...strong, ...fast])];
  return {
    chains: { fast, strong },
    allowed: set.ALLOWED_MODELS.length === 0 ? named : set.ALLOWED_MODELS,
    variables: variablesOf(values),
    modelsFile: set.MODELS_FILE,
    window: set.MODEL_WINDOW,
    budgets: budgetsOf(set),
    maxPromptsPerReview: set.MAX_PROMPTS_PER_REVIEW,
  };
}

/** Keys and addresses of models' servers. A deployment may add providers, whose names nobody knows here. */
function variablesOf(values: Values): Readonly<Record<string, string>> {
  const set = Object.entries(values).map(([name, value]) => [name, value?.trim() ?? ''] as const);
  return Object.fromEntries(
    set.filter(([name, value]) => /_(API_KEY|BASE_URL|ENDPOINT)$/.test(name) && value !== ''),
  );
}

function budgetsOf(set: ModelChosen): Budgets {
  return {
    job: { tokens: set.TOKENS_PER_JOB, usd: set.USD_PER_JOB },
    'repository-day': { tokens: set.TOKENS_PER_REPOSITORY_DAY, usd: set.USD_PER_REPOSITORY_DAY },
    'installation-month': {
      tokens: set.TOKENS_PER_INSTALLATION_MONTH,
      usd: set.USD_PER_INSTALLATION_MONTH,
    },
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
