import { z } from 'zod';
import { parsedJson } from './parsed-json.ts';

/** A place that packages come from, as one package manager sees it. */
export type Ecosystem = 'npm' | 'pypi' | 'go' | 'cargo' | 'rubygems' | 'packagist';

/** A package that a manifest names, and the line where it does. */
export interface DeclaredPackage {
  readonly name: string;
  readonly line: number;
  /** Whether it comes from the registry: others come from a path, an address or this repository. */
  readonly isRegistered: boolean;
}

export interface Manifest {
  readonly ecosystem: Ecosystem;
  readonly packages: readonly DeclaredPackage[];
}

/** What a manifest declares, by its file name; undefined for what is no manifest or cannot be read as one. */
export function declaredIn(path: string, text: string): Manifest | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const kind = kinds.find(({ names }) => names.test(name));
  const packages = kind?.read(text.replaceAll('\r\n', '\n'));
  return kind === undefined || packages === undefined ? undefined : { ecosystem: kind.ecosystem, packages };
}

/** Whether a path is of a manifest whose packages are read. */
export function isManifest(path: string): boolean {
  return kinds.some(({ names }) => names.test(path.slice(path.lastIndexOf('/') + 1)));
}

interface Kind {
  readonly ecosystem: Ecosystem;
  readonly names: RegExp;
  readonly read: (text: string) => readonly DeclaredPackage[] | undefined;
}

const kinds: readonly Kind[] = [
  { ecosystem: 'npm', names: /^package\.json$/, read: inPackageJson },
  {
    ecosystem: 'pypi',
    names: /^(?:[\w-]*requirements[\w-]*|constraints)\.(?:txt|in)$/,
    read: inRequirements,
  },
  { ecosystem: 'pypi', names: /^pyproject\.toml$/, read: inPyproject },
  { ecosystem: 'go', names: /^go\.mod$/, read: byLine(/^(?:require\s+|\t)(?!\()([\w.-]+\.[\w./~-]+)\s+v\d/) },
  { ecosystem: 'rubygems', names: /^Gemfile$/, read: byLine(/^\s*gem\s+['"]([\w.-]+)['"]/) },
  { ecosystem: 'cargo', names: /^Cargo\.toml$/, read: inCargo },
  { ecosystem: 'packagist', names: /^composer\.json$/, read: inComposer },
];

const Versions = z.record(z.string(), z.string()).catch({});

const PackageJson = z.object({
  dependencies: Versions,
  devDependencies: Versions,
  optionalDependencies: Versions,
  peerDependencies: Versions,
});

const ComposerJson = z.object({ require: Versions, 'require-dev': Versions });

function inPackageJson(text: string): readonly DeclaredPackage[] | undefined {
  const { data } = PackageJson.safeParse(parsedJson(text));
  if (data === undefined) return undefined;
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = data;
  const all = { ...peerDependencies, ...optionalDependencies, ...devDependencies, ...dependencies };
  return Object.entries(all).map(([name, version]) => {
    const [, other] = /^npm:(@?[^@]+)/.exec(version) ?? [];
    return {
      name: other ?? name,
      line: lineOf(text, `"${name}"`),
      isRegistered:
        !/^(?:file|link|workspace|portal|patch|git|github|gitlab|bitbucket|https?):|^git\+|^[./~]|^[\w.-]+\/[\w.-]/.test(
          version,
        ),
    };
  });
}

function inComposer(text: string): readonly DeclaredPackage[] | undefined {
  const { data } = ComposerJson.safeParse(parsedJson(text));
  const names = data === undefined ? undefined : Object.keys({ ...data['require-dev'], ...data.require });
  return names
    ?.filter((name) => name.includes('/'))
    .map((name) => ({ name, line: lineOf(text, `"${name}"`), isRegistered: true }));
}

/** Of the last mention: what a manifest says of itself comes first. */
function lineOf(text: string, part: string): number {
  return text.slice(0, Math.max(0, text.lastIndexOf(part))).split('\n').length;
}

function byLine(pattern: RegExp): Kind['read'] {
  return (text) =>
    text.split('\n').flatMap((line, index) => {
      const [, name] = pattern.exec(line) ?? [];
      return name === undefined
        ? []
        : [{ name, line: index + 1, isRegistered: !/\b(?:path|git|github):/.test(line) }];
    });
}

/** PEP 508: a name, perhaps with extras, versions and markers, or an address behind `@`. */
const requirement = /^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?\s*(@|[<>=!~;,\s]|$)/;

function inRequirements(text: string): readonly DeclaredPackage[] {
  return text
    .split('\n')
    .flatMap((line, index) => required(line.replace(/(?:^|\s)#.*$/, '').trim(), index + 1));
}

function required(text: string, line: number): readonly DeclaredPackage[] {
  const [, name, sign] = requirement.exec(text) ?? [];
  return name === undefined ? [] : [{ name, line, isRegistered: sign !== '@' && !/^\S+\s+@/.test(text) }];
}

/** Lists of requirements of the project, its extras, groups and build; and Poetry's tables. */
function inPyproject(text: string): readonly DeclaredPackage[] {
  let place: Place = { section: '', isList: false };
  return text.split('\n').flatMap((line, index) => {
    const here = placeOf(line, place);
    const isPoetry = /^tool\.poetry\b.*dependencies$/.test(here.section);
    place = {
      ...here,
      isList: here.isList && !/\]\s*(?:#.*)?$/.test(line.replaceAll(/["'][^"']*["']/g, '')),
    };
    if (isPoetry) return inPoetry(line, index + 1);
    return here.isList ? quotedIn(line.replace(/^[^=[]*=\s*\[/, ''), index + 1) : [];
  });
}

/** Where a line of TOML stands: under which header, and whether in a list of requirements. */
interface Place {
  readonly section: string;
  readonly isList: boolean;
}

function placeOf(line: string, { section, isList }: Place): Place {
  const [, header] = /^\s*\[+([^\]]+)\]+\s*(?:#.*)?$/.exec(line) ?? [];
  if (header !== undefined && !isList) return { section: header.trim(), isList: false };
  const [, key] = /^\s*["']?([\w.-]+)["']?\s*=\s*\[/.exec(line) ?? [];
  return { section, isList: key === undefined ? isList : isRequirementList(section, key) };
}

function quotedIn(text: string, line: number): readonly DeclaredPackage[] {
  return Array.from(text.matchAll(/(["'])(.+?)\1/g)).flatMap(([, , quoted = '']) => required(quoted, line));
}

function isRequirementList(section: string, key: string): boolean {
  if (section === 'project.optional-dependencies' || section === 'dependency-groups') return true;
  return (
    /^(?:project|build-system|tool\.uv)$/.test(section) &&
    /^(?:dependencies|requires|dev-dependencies)$/.test(key)
  );
}

function inPoetry(text: string, line: number): readonly DeclaredPackage[] {
  const [, name, value = ''] = /^\s*["']?([A-Za-z0-9][\w.-]*)["']?\s*=\s*(.*)$/.exec(text) ?? [];
  if (name === undefined || name === 'python') return [];
  return [{ name, line, isRegistered: !/\b(?:path|git|url)\s*=/.test(value) }];
}

function inCargo(text: string): readonly DeclaredPackage[] {
  let isList = false;
  return text.split('\n').flatMap((line, index) => {
    const [, header] = /^\s*\[([^\]]+)\]/.exec(line) ?? [];
    if (header !== undefined) isList = /(?:^|\.)(?:dev-|build-)?dependencies$/.test(header);
    const [, name, value = ''] = /^\s*([A-Za-z][\w-]*)\s*(?:\.workspace)?\s*=\s*(.*)$/.exec(line) ?? [];
    if (!isList || name === undefined || header !== undefined) return [];
    return [
      {
        name,
        line: index + 1,
        isRegistered: !/\b(?:path|git|workspace)\s*=/.test(value) && value !== 'true',
      },
    ];
  });
}
