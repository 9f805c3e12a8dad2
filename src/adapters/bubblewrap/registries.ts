import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { onPath, type Surroundings } from './tools.ts';

/** The operator's environment: programs, home, and what package managers read from it. */
export type Environment = Surroundings & Readonly<Record<string, string | undefined>>;

/** Where this machine's own package managers get packages from, as they say themselves. */
export interface Registries {
  /** `name:port` of each server. */
  readonly hosts: readonly string[];
  /** What package managers inside are told of it. No password is among it. */
  readonly env: Readonly<Record<string, string>>;
  /** What those settings name on this machine: certificates, folders of packages. */
  readonly files: readonly string[];
}

/** Asks those package managers that are there. */
export async function askRegistries(environment: Environment): Promise<Registries> {
  const [npm, pip, yarn] = await Promise.all([
    askNpm(environment),
    askPip(environment),
    askYarn(environment),
  ]);
  const certificates = npm.certificates ?? pip.certificates ?? environment['SSL_CERT_FILE'];
  const sources = [...npm.sources, ...pip.sources, ...yarn];
  return {
    hosts: [...new Set(sources.flatMap(webAddress).map(hostOf))],
    env: {
      ...quiet,
      ...npm.env,
      ...pip.env,
      ...(certificates !== undefined && certificateNames(certificates)),
    },
    files: [...sources.flatMap(localFolder), ...(certificates === undefined ? [] : [certificates])],
  };
}

/** They would ask for newer versions of themselves. */
const quiet = { npm_config_update_notifier: 'false', PIP_DISABLE_PIP_VERSION_CHECK: '1' };

interface Said {
  /** Addresses, or folders of this machine. */
  readonly sources: readonly string[];
  /** The same for a package manager inside. */
  readonly env: Readonly<Record<string, string>>;
  readonly certificates: string | undefined;
}

const nothing: Said = { sources: [], env: {}, certificates: undefined };

const NpmConfig = z.looseObject({
  registry: z.string(),
  cafile: z.string().nullish(),
});

/** `registry`, and `@scope:registry` for some packages. */
async function askNpm(environment: Environment): Promise<Said> {
  const text = await answer('npm', ['config', 'list', '--json'], environment);
  if (text === undefined) return nothing;
  const config = NpmConfig.parse(JSON.parse(text));
  const scoped = Object.entries(config).flatMap(([key, value]) =>
    key.endsWith(':registry') && typeof value === 'string' ? [value] : [],
  );
  return {
    sources: [config.registry, ...scoped],
    env: { npm_config_registry: withoutPassword(config.registry) },
    certificates: config.cafile ?? undefined,
  };
}

/** It has a registry of its own, whose address stands in its lockfiles: under another name since its second edition. */
async function askYarn(environment: Environment): Promise<readonly string[]> {
  const said = await Promise.all(
    ['registry', 'npmRegistryServer'].map((name) => answer('yarn', ['config', 'get', name], environment)),
  );
  return said.flatMap((text) => (text !== undefined && webAddress(text).length > 0 ? [text] : []));
}

/** Files may come from another server than the index: where pip has its own, it knows both. */
const builtIn =
  'from pip._internal.models.index import PyPI as index; print(index.simple_url); print("https://" + index.file_storage_domain)';

async function askPip(environment: Environment): Promise<Said> {
  const settings = await answer('pip', ['config', 'list'], environment);
  if (settings === undefined) return nothing;
  const usual = (await answer('python3', ['-I', '-c', builtIn], environment))?.split('\n') ?? [];
  const index = pipSources(settings, 'index-url', environment);
  const others = pipSources(settings, 'extra-index-url', environment);
  const folders = pipSources(settings, 'find-links', environment);
  return {
    sources: [...(index.length === 0 ? usual : index), ...others, ...folders],
    env: Object.fromEntries(
      Object.entries({ PIP_INDEX_URL: index, PIP_EXTRA_INDEX_URL: others, PIP_FIND_LINKS: folders })
        .filter(([, sources]) => sources.length > 0)
        .map(([name, sources]) => [name, sources.map(withoutPassword).join(' ')]),
    ),
    certificates: environment['PIP_CERT'] ?? setting(settings, 'cert'),
  };
}

/** The environment counts before files, as it does for pip; several stand in one setting, parted by spaces or lines. */
function pipSources(settings: string, name: string, environment: Environment): readonly string[] {
  const variable = environment[`PIP_${name.replaceAll('-', '_').toUpperCase()}`];
  return (variable ?? setting(settings, name) ?? '').split(/\s+|\\n/).filter(Boolean);
}

/** A line `global.index-url='…'`. */
function setting(settings: string, name: string): string | undefined {
  return new RegExp(`^(?:global|install|site|user)\\.${name}='(.*)'$`, 'm').exec(settings)?.[1];
}

const run = promisify(execFile);

/** What a program of this machine says outside of any repository; undefined where it is not there or fails. */
async function answer(
  name: string,
  args: readonly string[],
  environment: Environment,
): Promise<string | undefined> {
  const program = await onPath(name, environment);
  if (program === undefined) return undefined;
  const settings = Object.entries(environment).filter(([key]) => /^(?:npm_config_|PIP_)/i.test(key));
  const { HOME = '/', PATH = '' } = environment;
  try {
    const { stdout } = await run(program, args, {
      cwd: '/',
      env: { ...Object.fromEntries(settings), HOME, PATH, LANG: 'C.UTF-8' },
      timeout: 20_000,
    });
    return stdout.trim();
  } catch {
    return undefined;
  }
}

function webAddress(text: string): readonly URL[] {
  return URL.canParse(text) && /^https?:/.test(text) ? [new URL(text)] : [];
}

function hostOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

/** An index in a folder `simple` names its files beside that folder. */
function localFolder(text: string): readonly string[] {
  if (text.startsWith('/')) return [text];
  if (!URL.canParse(text) || new URL(text).protocol !== 'file:') return [];
  return [fileURLToPath(text).replace(/\/simple\/?$/, '')];
}

function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.href;
}

/** The names under which npm, Node, pip and OpenSSL look for certificates. */
function certificateNames(file: string): Record<string, string> {
  return { npm_config_cafile: file, NODE_EXTRA_CA_CERTS: file, PIP_CERT: file, SSL_CERT_FILE: file };
}
