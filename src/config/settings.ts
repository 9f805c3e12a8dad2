import { z } from 'zod';

/** One setting of the environment: what it means, and how its text is read. */
export interface Setting<T> {
  readonly about: string;
  /** Taken where nothing is set; null where the app does without, or cannot start. */
  readonly preset: string | null;
  readonly isRequired: boolean;
  /** Never shown, not even in the sentence that says what is wrong with it. */
  readonly isSecret: boolean;
  readonly schema: z.ZodType<T, string | undefined>;
}

/** How a text is read, and how a sentence goes on that begins with the setting's name when it cannot be. */
interface Kind<T> {
  readonly schema: z.ZodType<T, string>;
  readonly mustBe: string;
}

const text: Kind<string> = { schema: z.string(), mustBe: 'must be a text' };
const port = whole(0, 65_535);
const seconds: Kind<number> = {
  schema: z.coerce.number<string>().min(0).max(3_600),
  mustBe: 'must be a number of seconds up to 3600',
};
const slots = whole(1, 100);
const tokens = whole(1_000, 1_000_000_000_000);
const dollars: Kind<number> = {
  schema: z.coerce.number<string>().positive().max(1_000_000),
  mustBe: 'must be an amount of dollars above 0, such as 2.50',
};
const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** Every setting there is. What is read, what the documents say and what is told of faults come from here. */
export const settings = {
  APP_ID: required("The App's id, from its settings page.", "take it from the App's settings page", {
    schema: z.coerce.number<string>().int().positive(),
    mustBe: "must be the App's id, a whole number",
  }),
  PRIVATE_KEY: secret(
    optional(
      "The App's private key, PEM. Line breaks may be written as `\\n`. Needed, unless PRIVATE_KEY_PATH is set.",
      text,
    ),
  ),
  PRIVATE_KEY_PATH: optional('A file that holds the private key, instead of PRIVATE_KEY.', text),
  WEBHOOK_SECRET: secret(
    required(
      "The secret that GitHub signs webhooks with. It also signs the app's own marks in what it posts.",
      "choose a long random text, and set it here and on the App's settings page",
      text,
    ),
  ),
  GITHUB_URL: preset(
    'GitHub.com, or the address of a GitHub Enterprise Server.',
    'https://github.com',
    address('https://github.com'),
  ),
  BOT_NAME: preset(
    "The App's name as it stands in its address on GitHub. People call it with an at sign before it.",
    'patchwright',
    {
      schema: z.string().regex(/^[A-Za-z0-9-]+$/),
      mustBe: "must be the App's name in addresses, of letters, digits and hyphens",
    },
  ),
  HOST: preset('The address to listen on.', '0.0.0.0', text),
  PORT: preset('The port to listen on.', '3000', port),
  REDIS_URL: secret(
    optional('Redis, for the queue. Needs DATABASE_URL, too.', connection('redis', 'rediss')),
  ),
  DATABASE_URL: secret(
    optional(
      'PostgreSQL, for the ledger and, without REDIS_URL, for the queue. Without it, both are kept in DATA_DIR, for one process.',
      connection('postgres', 'postgresql'),
    ),
  ),
  DATA_DIR: preset(
    'Where mirrors of repositories and, without DATABASE_URL, the embedded database are kept.',
    'data',
    text,
  ),
  PATCHWRIGHT_MODEL: names(
    "The model: `provider/model` for a provider that is known, else the model's name at OPENAI_BASE_URL. Several, with commas between them, are a chain: where the first cannot answer, the next one is asked.",
  ),
  PATCHWRIGHT_FAST_MODEL: names(
    'A cheaper model, or a chain, for small decisions. Without it PATCHWRIGHT_MODEL decides those, too.',
  ),
  ALLOWED_MODELS: names(
    'The models that repositories may choose among, with commas between them. Without it those that are named in PATCHWRIGHT_MODEL and PATCHWRIGHT_FAST_MODEL.',
  ),
  OPENAI_BASE_URL: optional(
    "The model's server, where it is not its provider's own.",
    address('http://localhost:8000/v1'),
  ),
  OPENAI_API_KEY: secret(optional('The key for models at OPENAI_BASE_URL, and for `openai/...`.', text)),
  ANTHROPIC_API_KEY: secret(optional('The key for `anthropic/...`.', text)),
  GEMINI_API_KEY: secret(optional('The key for `google/...`.', text)),
  XAI_API_KEY: secret(optional('The key for `xai/...`.', text)),
  OPENROUTER_API_KEY: secret(optional('The key for `openrouter/...`.', text)),
  AZURE_OPENAI_ENDPOINT: optional(
    'Where `azure/DEPLOYMENT` is asked: the address of your resource.',
    address('https://NAME.openai.azure.com'),
  ),
  AZURE_OPENAI_API_KEY: secret(optional('The key for `azure/...`.', text)),
  MISTRAL_API_KEY: secret(optional('The key for `mistral/...`.', text)),
  DEEPSEEK_API_KEY: secret(optional('The key for `deepseek/...`.', text)),
  OLLAMA_API_KEY: secret(optional('The key for `ollama/...`, where it stands behind one.', text)),
  VLLM_API_KEY: secret(optional('The key for `vllm/...`, where the server was started with one.', text)),
  LLAMACPP_API_KEY: secret(
    optional('The key for `llamacpp/...`, where the server was started with one.', text),
  ),
  LMSTUDIO_API_KEY: secret(optional('The key for `lmstudio/...`, where it stands behind one.', text)),
  MODELS_FILE: optional(
    'A JSON file that changes what is known of providers and their models (addresses, abilities, windows, prices), or adds some: see operations.md.',
    text,
  ),
  MODEL_WINDOW: optional(
    'How many tokens a prompt and its answer may have together, where it is not what is known of the model. For your own server, what it was started with.',
    whole(4_000, 10_000_000),
  ),
  TOKENS_PER_JOB: preset(
    'How many tokens one attempt at a request may use, in and out together.',
    '3000000',
    tokens,
  ),
  USD_PER_JOB: optional('How many US dollars one attempt at a request may cost.', dollars),
  TOKENS_PER_REPOSITORY_DAY: optional('How many tokens a repository may use in a day (UTC).', tokens),
  USD_PER_REPOSITORY_DAY: optional('How many US dollars a repository may cost in a day (UTC).', dollars),
  TOKENS_PER_INSTALLATION_MONTH: optional(
    'How many tokens all repositories of an installation may use in a month (UTC).',
    tokens,
  ),
  USD_PER_INSTALLATION_MONTH: optional(
    'How many US dollars all repositories of an installation may cost in a month (UTC).',
    dollars,
  ),
  TREE_MAX_MB: preset(
    'How many megabytes the files of one commit may have together. Of a larger repository only the diff is read.',
    '1000',
    whole(1, 1_000_000),
  ),
  TREE_MAX_FILES: preset('How many files and folders one commit may have.', '100000', whole(1, 10_000_000)),
  TREE_MAX_FILE_MB: preset('How many megabytes its largest file may have.', '100', whole(1, 100_000)),
  SANDBOX_HOSTS: names(
    'Hosts that dependencies may be fetched from, `name:port` with commas between them, beside the registries that the package managers of this machine are set up for.',
  ),
  SANDBOX_MEMORY_MB: preset(
    'How many megabytes of memory the code of a repository may take while it is installed, built or tested.',
    '2000',
    whole(256, 1_000_000),
  ),
  INSTALL_CACHE_MB: preset(
    'How many megabytes of installed packages are kept for later jobs that need the same; 0 keeps none.',
    '5000',
    whole(0, 10_000_000),
  ),
  MAX_PROMPTS_PER_REVIEW: preset(
    'How many questions one review may ask, in reading and in checking. What is left over is named in the review.',
    '60',
    whole(1, 1_000),
  ),
  PUSH_WAIT_SECONDS: preset('How long a push waits for the next one before it is reviewed.', '20', seconds),
  QUICK_CONCURRENCY: preset('How many events and comments a worker handles at once.', '8', slots),
  LONG_CONCURRENCY: preset('How many reviews a worker does at once.', '4', slots),
  SHUTDOWN_GRACE_SECONDS: preset(
    'How long running work may go on when the process is told to stop.',
    '25',
    seconds,
  ),
  RETENTION_DAYS: preset(
    'How many days after its end a request, with its prompts, answers and texts, is kept.',
    '30',
    whole(1, 3_650),
  ),
  LOG_LEVEL: preset(
    'How much is logged: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
    'info',
    {
      schema: z.enum(logLevels),
      mustBe: `must be one of ${logLevels.join(', ')}`,
    },
  ),
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

function required<T>(about: string, remedy: string, kind: Kind<T>): Setting<T> {
  const schema = given().transform((text, context) => {
    if (text !== undefined) return read(text, kind, context);
    context.addIssue({ code: 'custom', message: `is not set: ${remedy}` });
    return z.NEVER;
  });
  return { about, preset: null, isRequired: true, isSecret: false, schema };
}

function preset<T>(about: string, preset: string, kind: Kind<T>): Setting<T> {
  const schema = given().transform((text, context) => read(text ?? preset, kind, context));
  return { about, preset, isRequired: false, isSecret: false, schema };
}

function optional<T>(about: string, kind: Kind<T>): Setting<T | null> {
  const schema = given().transform((text, context) =>
    text === undefined ? null : read(text, kind, context),
  );
  return { about, preset: null, isRequired: false, isSecret: false, schema };
}

/** Names with commas between them; none where nothing is set. */
function names(about: string): Setting<readonly string[]> {
  const schema = given().transform((text) => {
    const all = (text ?? '').split(',').map((name) => name.trim());
    return [...new Set(all.filter((name) => name !== ''))];
  });
  return { about, preset: null, isRequired: false, isSecret: false, schema };
}

function secret<T>(setting: Setting<T>): Setting<T> {
  return { ...setting, isSecret: true };
}

/** What is blank counts as not set. */
function given(): z.ZodType<string | undefined, string | undefined> {
  return z
    .string()
    .optional()
    .transform((text) => text?.trim() || undefined);
}

function read<T>(text: string, { schema, mustBe }: Kind<T>, context: z.RefinementCtx): T {
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: mustBe });
  return z.NEVER;
}

function whole(least: number, most: number): Kind<number> {
  return {
    schema: z.coerce.number<string>().int().min(least).max(most),
    mustBe: `must be a whole number from ${least} to ${most}`,
  };
}

/** An address on the web, without a final slash. */
function address(example: string): Kind<string> {
  return {
    schema: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
    mustBe: `must be an address such as ${example}`,
  };
}

function connection(...protocols: readonly string[]): Kind<string> {
  return {
    schema: z
      .string()
      .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol.slice(0, -1))),
    mustBe: `must be an address that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
  };
}
