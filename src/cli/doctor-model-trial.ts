import type { Abilities } from '../adapters/openai/provider.ts';
import type { Server } from '../adapters/openai/server.ts';
import { hiddenWord, type Trial, type TrialOptions, tryOut } from '../adapters/openai/trial.ts';
import type { ModelEnv } from '../config/env.ts';
import { faultOf, serverFor } from './doctor-model-server.ts';
import { later, ok, toDo, type Verdict } from './doctor-verdict.ts';

/** A real answer within a minute is all that doctor waits for. */
const idleMs = 60_000;

type Heard = Extract<Trial, { is: 'heard' }>;

/** Asks a model's server one small question of each kind, and says what it can do, how fast, and what the table says otherwise. */
export async function trialVerdicts(
  name: string,
  env: ModelEnv,
  now: () => number,
): Promise<readonly Verdict[]> {
  const server = serverFor(name, env);
  if (typeof server === 'string') return [toDo('model', server)];
  return verdictsOf(server, env.window, { clock: { now }, idleMs });
}

async function verdictsOf(
  server: Server,
  ownWindow: number | null,
  options: TrialOptions,
): Promise<readonly Verdict[]> {
  const { abilities } = server;
  const plain = await tryOut(server, 'plain', options);
  if (plain.is === 'failed') return [toDo('model', faultOf(plain.failure))];
  return [
    ok('model', `${server.model} at ${server.baseUrl} ${pace(plain)}`),
    structuredVerdict(await tryOut(server, 'json_schema', options), abilities),
    toolsVerdict(await tryOut(server, 'tools', options), abilities),
    lengthVerdict(await tryOut(server, 'length', options), abilities),
    windowVerdict(abilities, ownWindow),
    priceVerdict(abilities),
  ];
}

function pace({ ms, tokensOut, refused, told }: Heard): string {
  const seconds = Math.max(ms, 1) / 1_000;
  const speed = `answers ${tokensOut} tokens in ${seconds.toFixed(1)} s, ${Math.round(tokensOut / seconds)} a second`;
  const manner = refused.has('stream') ? 'it answers in one piece' : 'it streams';
  return `${speed}; ${manner}, and ${told === null ? 'does not tell' : 'tells'} what it counted`;
}

function structuredVerdict(trial: Trial, { structured }: Abilities): Verdict {
  const check = 'JSON Schema';
  if (trial.is === 'failed') return toDo(check, faultOf(trial.failure));
  const isTaken = !trial.refused.has('response_format');
  const fits = isTaken && isDecision(trial.text);
  if (structured === 'json_schema' && !fits) {
    const what = isTaken ? 'is taken, and the answer does not fit it' : 'is turned away';
    return toDo(check, `${what}: say "structured": "none" of it in MODELS_FILE`);
  }
  if (fits && structured !== 'json_schema') {
    return later(
      check,
      'is kept to; the table does not count on it, and MODELS_FILE may: "structured": "json_schema"',
    );
  }
  return ok(check, fits ? 'is kept to' : 'is not known, as the table says: decisions are asked for in words');
}

function isDecision(text: string): boolean {
  return /^\s*\{\s*"largest"\s*:\s*9\s*,\s*"isOdd"\s*:\s*true\s*\}\s*$/.test(text);
}

function toolsVerdict(trial: Trial, { tools }: Abilities): Verdict {
  const check = 'tools';
  if (trial.is === 'failed') return toDo(check, faultOf(trial.failure));
  const isCalled = trial.calls.some(
    ({ tool, input }) => tool === 'add' && /20417/.test(input) && /31388/.test(input),
  );
  if (tools === 'native' && !isCalled) {
    const what = trial.refused.has('tools') ? 'are turned away' : 'are taken, and not called when asked to';
    return toDo(check, `${what}: say "tools": "none" of it in MODELS_FILE`);
  }
  if (isCalled && tools === 'none') {
    return later(check, 'are called; the table does not count on it, and MODELS_FILE may: "tools": "native"');
  }
  return ok(check, isCalled ? 'are called' : 'are not known, as the table says: calls are made in words');
}

function lengthVerdict(trial: Trial, { stretch }: Abilities): Verdict {
  const check = 'long prompt';
  if (trial.is === 'failed') return toDo(check, faultOf(trial.failure));
  const { told, counted, text } = trial;
  const isFound = text.toLowerCase().includes(hiddenWord);
  if (!isFound)
    return toDo(check, `the beginning of ${counted} tokens was not found again, though it was asked for`);
  if (told === null) return ok(check, `the beginning of ${counted} tokens was found again`);
  const read = `${told} tokens were read, which are ${counted} by our count`;
  const real = told / counted;
  if (real <= stretch * 1.05) return ok(check, read);
  return toDo(
    check,
    `${read}: say "stretch": ${real.toFixed(2)} of it in MODELS_FILE, so that no prompt gets too long`,
  );
}

function windowVerdict({ window }: Abilities, own: number | null): Verdict {
  if (own !== null) return ok('window', `${own} tokens, by MODEL_WINDOW`);
  if (window !== null) return ok('window', `${window} tokens, by the table`);
  return later(
    'window',
    'not known, and taken for 128000 tokens: set MODEL_WINDOW to what the server was started with',
  );
}

function priceVerdict({ prices }: Abilities): Verdict {
  if (prices === null)
    return later('price', 'not known: tokens are counted, and dollars are not; MODELS_FILE may say it');
  const { in: input, cached, out, date, source } = prices;
  const kept = cached === null ? '' : `, $${cached} from the cache`;
  return ok('price', `$${input} in${kept} and $${out} out for a million tokens, as of ${date} (${source})`);
}
