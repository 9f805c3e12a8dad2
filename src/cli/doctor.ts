import { isPrivateKey } from '../adapters/github/private-key.ts';
import { readFileSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { type Env, readEnv, readModelEnv, type Values } from '../config/env.ts';
import { settings } from '../config/settings.ts';
import { redact } from '../core/redact.ts';
import { githubVerdicts } from './doctor-github.ts';
import { folderVerdict, gitVerdict, sandboxVerdict } from './doctor-machine.ts';
import { trialVerdicts } from './doctor-model-trial.ts';
import { modelVerdicts } from './doctor-model.ts';
import { type Stores, storeVerdicts } from './doctor-stores.ts';
import { later, ok, toDo, type Verdict } from './doctor-verdict.ts';

/** `stores` are looked into, and nothing in them is changed. */
export function addDoctor(program: Command, stores: Stores): void {
  program
    .command('doctor')
    .description('Look at everything that the app stands on: a line each, ok or what to do.')
    .option('--json', 'print the lines as JSON')
    .option(
      '--model <name>',
      'ask this model a few small questions instead, some 8000 tokens, and say what it can do',
    )
    .action(async ({ json, model }: { readonly json?: true; readonly model?: string }) => {
      const verdicts = await (model === undefined
        ? examine(process.env, stores)
        : tryModel(model, process.env));
      const text = json === true ? asJson(verdicts) : verdicts.map(line).join('\n');
      process.stdout.write(`${redact(text, secretsOf(process.env))}\n`);
      if (!isWell(verdicts)) throw new CommanderError(2, 'patchwright.doctor', 'something is to be done');
    });
}

async function examine(values: Values, stores: Stores): Promise<readonly Verdict[]> {
  const read = readEnv(values, { role: 'all', readFile, isPrivateKey });
  const machine = [gitVerdict(values), sandboxVerdict(values)];
  const parts =
    read.is === 'read'
      ? [[settingsAreRead()], ...(await outside(read.value, stores)), ...(await Promise.all(machine))]
      : [read.faults.map((fault) => toDo('settings', fault)), [untilRead], ...(await Promise.all(machine))];
  return parts.flat();
}

/** Needs nothing set but what the model's server does. */
async function tryModel(name: string, values: Values): Promise<readonly Verdict[]> {
  const read = readModelEnv(values);
  if (read.is === 'faults') return read.faults.map((fault) => toDo('settings', fault));
  return trialVerdicts(name, read.value, () => Date.now());
}

function outside(env: Env, stores: Stores): Promise<readonly (Verdict | readonly Verdict[])[]> {
  return Promise.all([
    folderVerdict(env.dataDir),
    storeVerdicts(env, stores),
    modelVerdicts(env.model),
    githubVerdicts(env, () => Date.now()),
  ]);
}

function settingsAreRead(): Verdict {
  return ok('settings', `all ${Object.keys(settings).length} can be used`);
}

const untilRead = later(
  'the rest',
  'data folder, database, queue, model and GitHub are looked at when the settings can be read',
);

function readFile(path: string): string {
  return readFileSync(path, 'utf8');
}

function isWell(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(({ is }) => is !== 'to do');
}

function line({ check, is, text }: Verdict): string {
  return `${is.padEnd(5)}  ${check.padEnd(13)}  ${text}`;
}

function asJson(verdicts: readonly Verdict[]): string {
  return JSON.stringify({ ok: isWell(verdicts), checks: verdicts }, null, 2);
}

/** The secret settings, and the passwords inside addresses, which errors may name by themselves. */
function secretsOf(values: Values): readonly string[] {
  const named = Object.entries(settings).flatMap(([name, { isSecret }]) => (isSecret ? [name] : []));
  // MODELS_FILE may name keys that are no settings.
  const keys = Object.keys(values).filter((name) => name.endsWith('_API_KEY'));
  const set = [...named, ...keys].map((name) => values[name]?.trim() ?? '');
  const passwords = set.flatMap((value) => (URL.canParse(value) ? [new URL(value).password] : []));
  return [...set, ...passwords, ...passwords.map(decoded)];
}

/** As it is where it holds a percent sign that stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
