import { type Failure, userFailure } from '../../core/failure.ts';
import { nearNames } from './near-names.ts';
import { type Abilities, abilitiesOf, type Provider, providerOf, type Providers } from './provider.ts';

/** Where a model is asked, what the server there calls it, and what it can do. */
export interface Server {
  readonly model: string;
  readonly baseUrl: string;
  /** The server's name and port, for people. */
  readonly host: string;
  /** The setting that its address comes from. */
  readonly addressVariable: string;
  readonly keyVariable: string;
  readonly apiKey: string | null;
  readonly whenCut: string;
  readonly abilities: Abilities;
}

/** What servers are found by: the providers, and the settings that they name. */
export interface Directory {
  readonly providers: Providers;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The server of a model's name: up to the first slash it is a provider if it is one of ours; otherwise the whole is the
 * model's name at OPENAI_BASE_URL. Throws Failure `model-setup` for a name, an address or a key that cannot be.
 */
export function serverOf(name: string, { providers, variables }: Directory): Server {
  const { provider, model, isNamed } = providerOf(name, providers);
  if (isNamed && model === '') {
    const bare = name.replace('/', '');
    throw setupFailure(`'${bare}' is a provider: name one of its models, as in ${bare}/MODEL`);
  }
  const address = addressOf(provider, variables);
  if (address.url === undefined) throw setupFailure(withoutAddress(name, address.variable, providers));
  const server = { model, baseUrl: address.url, host: new URL(address.url).host, whenCut: provider.whenCut };
  return {
    ...server,
    addressVariable: address.variable,
    keyVariable: provider.keyVariable,
    apiKey: keyOf(provider, server.host, variables),
    abilities: abilitiesOf(provider, model),
  };
}

interface Address {
  /** Undefined where the setting that it needs is not set. */
  readonly url: string | undefined;
  readonly variable: string;
}

function addressOf({ baseUrl }: Provider, variables: Directory['variables']): Address {
  const [braced = '', variable = 'MODELS_FILE'] = /\{(\w+)\}/.exec(baseUrl) ?? [];
  const value = braced === '' ? '' : (variables[variable] ?? '');
  if (braced !== '' && value === '') return { url: undefined, variable };
  const url = baseUrl.replace(braced, () => value.replace(/\/+$/, ''));
  if (isWebAddress(url)) return { url, variable };
  throw setupFailure(`${variable} says '${url}', and not an address that starts with https:// or http://`);
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function withoutAddress(name: string, variable: string, { named }: Providers): string {
  const known = Object.keys(named);
  const [first = '', ...rest] = name.split('/');
  if (known.includes(first))
    return `nothing says where to ask '${name}': set ${variable} to its server's address`;
  const near = nearNames(first, known);
  const meant = near.map((provider) => [provider, ...rest].join('/')).join(' or ');
  const remedy = `set ${variable} to its server, or name a provider before it: ${known.join(', ')}`;
  const question = rest.length > 0 && near.length > 0 ? `; did you mean ${meant}?` : '';
  return `nothing says where to ask the model '${name}': ${remedy}${question}`;
}

function keyOf(
  { keyVariable, needsKey }: Provider,
  host: string,
  variables: Directory['variables'],
): string | null {
  const key = variables[keyVariable] ?? '';
  if (key === '' && needsKey) throw setupFailure(`${host} wants a key: set ${keyVariable}`);
  if (key !== '' && !/^[\x21-\x7e]+$/.test(key)) {
    throw setupFailure(`${keyVariable} holds spaces, line breaks or other characters that no key has`);
  }
  return key === '' ? null : key;
}

/** Something for whoever runs the app to set right; `detail` names it and the remedy, as part of a sentence. */
export function setupFailure(detail: string, cause?: unknown): Failure {
  return userFailure({ is: 'model-setup', detail }, cause);
}

export function webPage({ host, addressVariable }: Server): string {
  return `${host} answers with a web page, not as a model's server does; check ${addressVariable}, which often ends with /v1`;
}
