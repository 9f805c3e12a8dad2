import { type Failure, userFailure } from '../../core/failure.ts';

/** A service that models are asked at by `name/model`, wherever OPENAI_BASE_URL points. */
interface Provider {
  readonly name: string;
  readonly baseUrl: string;
  /** The setting that holds its key. */
  readonly keyVariable: string;
}

const providers: readonly Provider[] = [
  { name: 'openai', baseUrl: 'https://api.openai.com/v1', keyVariable: 'OPENAI_API_KEY' },
];

/** Where a model is asked, and what the server there calls it. */
export interface Server {
  readonly model: string;
  readonly baseUrl: string;
  /** The server's name and port, for people. */
  readonly host: string;
  readonly keyVariable: string;
  readonly needsKey: boolean;
}

/**
 * The server of a model's name: up to the first slash it is a provider if it is one of ours; otherwise the whole is the
 * model's name at `baseUrl`, which is null where OPENAI_BASE_URL is not set. Throws Failure `model-setup`.
 */
export function serverOf(name: string, baseUrl: string | null): Server {
  const [first, ...rest] = name.split('/');
  const provider = providers.find((provider) => provider.name === first);
  if (provider !== undefined) return providersServer(provider, rest.join('/'));
  if (baseUrl === null) throw setupFailure(withoutAddress(name));
  if (!isWebAddress(baseUrl)) {
    throw setupFailure(
      `OPENAI_BASE_URL is '${baseUrl}', and not an address that starts with https:// or http://`,
    );
  }
  const { host } = new URL(baseUrl);
  return { model: name, baseUrl, host, keyVariable: 'OPENAI_API_KEY', needsKey: false };
}

function providersServer({ name, baseUrl, keyVariable }: Provider, model: string): Server {
  if (model === '')
    throw setupFailure(`'${name}' is a provider: name one of its models, as in ${name}/MODEL`);
  return { model, baseUrl, host: new URL(baseUrl).host, keyVariable, needsKey: true };
}

function withoutAddress(name: string): string {
  const known = providers.map((provider) => `${provider.name}/${name}`).join(' or ');
  return `nothing says where to ask the model '${name}': set OPENAI_BASE_URL to its server, or call it ${known}`;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Something for whoever runs the app to set right; `detail` names it and the remedy, as part of a sentence. */
export function setupFailure(detail: string, cause?: unknown): Failure {
  return userFailure({ is: 'model-setup', detail }, cause);
}

export function webPage(server: Server): string {
  return `${server.host} answers with a web page, not as a model's server does; check OPENAI_BASE_URL, which often ends with /v1`;
}
