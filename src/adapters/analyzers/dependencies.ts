import { addedLines } from '../../core/added-lines.ts';
import type { FileDiff } from '../../core/diff.ts';
import type { Finding } from '../../core/finding.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AnalyzedChange, Analyzer } from '../../ports/analyzer.ts';
import type { Syntax } from '../../ports/syntax.ts';
import { type Fact, factOn } from '../../checks/fact.ts';
import { lookAlike } from '../../checks/imports-common.ts';
import {
  type DeclaredPackage,
  declaredIn,
  type Ecosystem,
  isManifest,
} from '../../checks/imports-declared.ts';
import type { LookUp, PackageFacts } from './registry.ts';
import { textOf } from './trees.ts';
import { undeclaredImports } from './undeclared.ts';

export interface DependencyParts {
  readonly syntax: Syntax;
  readonly lookUp: LookUp;
  readonly clock: Clock;
}

/** Packages that the change brings in: whether they exist, since when, and whether a manifest names what is imported. */
export function openDependencies({ syntax, lookUp, clock }: DependencyParts): Analyzer {
  return {
    name: 'dependencies',
    analyze: async (change, signal) => {
      const judged = await judge(await newPackages(change), { lookUp, now: clock.now(), signal });
      const undeclared = await undeclaredImports(change, syntax, signal);
      return { findings: [...judged.findings, ...undeclared], notRun: judged.notRun };
    },
  };
}

/** A package that a manifest names since the change. */
interface NewPackage extends DeclaredPackage {
  readonly file: FileDiff;
  readonly ecosystem: Ecosystem;
  /** Whether the repository's own settings send its package manager elsewhere than this machine's. */
  readonly isElsewhere: boolean;
}

async function newPackages(change: AnalyzedChange): Promise<readonly NewPackage[]> {
  const found: NewPackage[] = [];
  for (const file of change.diff.filter(({ path }) => isManifest(path))) {
    const added = addedLines(file);
    const text = added.size === 0 ? undefined : await textOf(change.head, file.path);
    const manifest = text === undefined ? undefined : declaredIn(file.path, text);
    if (manifest === undefined || text === undefined) continue;
    const { ecosystem } = manifest;
    const fresh = manifest.packages.filter(({ line, isRegistered }) => isRegistered && added.has(line));
    const known = fresh.length === 0 ? new Set<string>() : await knownBefore(ecosystem, change);
    const isElsewhere = fresh.length > 0 && (await hasOwnRegistry(ecosystem, change, text));
    found.push(
      ...fresh
        .filter(({ name }) => !known.has(plain(name)))
        .map((each) => ({ ...each, file, ecosystem, isElsewhere })),
    );
  }
  return found;
}

/** What any manifest of the repository named, and what its own packages are called. */
async function knownBefore(
  ecosystem: Ecosystem,
  { base, head }: AnalyzedChange,
): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  const before = await base();
  for (const path of before.files().filter(isManifest)) {
    const manifest = declaredIn(path, (await textOf(before, path)) ?? '');
    if (manifest?.ecosystem === ecosystem) for (const { name } of manifest.packages) known.add(plain(name));
  }
  for (const path of head.files().filter((each) => /(?:^|\/)package\.json$/.test(each))) {
    const [, name] = /"name"\s*:\s*"([^"]+)"/.exec((await textOf(head, path)) ?? '') ?? [];
    if (name !== undefined) known.add(plain(name));
  }
  return known;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** Then only its own people can say what is there. */
async function hasOwnRegistry(
  ecosystem: Ecosystem,
  { head }: AnalyzedChange,
  manifest: string,
): Promise<boolean> {
  const names =
    ecosystem === 'npm'
      ? /(?:^|\/)\.(?:npmrc|yarnrc|yarnrc\.yml)$/
      : /(?:^|\/)(?:pip\.conf|uv\.toml|Pipfile|pyproject\.toml)$/;
  const texts = [manifest];
  for (const path of head.files().filter((each) => names.test(each)))
    texts.push((await textOf(head, path)) ?? '');
  const sign =
    ecosystem === 'npm'
      ? /registry|npmRegistryServer/i
      : /index-url|find-links|\[\[(?:tool\.uv\.index|tool\.poetry\.source|source|index)\]\]/i;
  return texts.some((text, at) => (at > 0 || ecosystem === 'pypi') && sign.test(text));
}

interface Judging {
  readonly lookUp: LookUp;
  readonly now: number;
  readonly signal: AbortSignal;
}

/** More new packages than these are not asked about. */
const mostAsked = 30;

async function judge(packages: readonly NewPackage[], { lookUp, now, signal }: Judging) {
  const findings: Finding[] = [];
  const reasons = new Map<string, string[]>();
  for (const [index, each] of packages.entries()) {
    signal.throwIfAborted();
    const facts = await askAbout(each, { index, lookUp, signal });
    if (facts.is === 'unknown')
      reasons.set(facts.because, [...(reasons.get(facts.because) ?? []), each.name]);
    const fact = factOf(each, facts, now);
    const finding = fact && factOn(each.file, { from: each.line, to: each.line }, fact);
    if (finding !== undefined) findings.push(finding);
  }
  const notRun = Array.from(
    reasons,
    ([because, names]) => `${listed(names)} could not be looked up: ${because}.`,
  );
  return { findings, notRun };
}

interface Asking extends Pick<Judging, 'lookUp' | 'signal'> {
  readonly index: number;
}

async function askAbout(
  { isElsewhere, ecosystem, name }: NewPackage,
  { index, lookUp, signal }: Asking,
): Promise<PackageFacts> {
  if (isElsewhere) return { is: 'unknown', because: 'the repository names a registry of its own' };
  return index < mostAsked
    ? lookUp(ecosystem, name, signal)
    : { is: 'unknown', because: 'there are too many' };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `\`${name}\``);
  return names.length > shown.length
    ? `${shown.join(', ')} and ${names.length - shown.length} more packages`
    : shown.join(', ');
}

const day = 86_400_000;

/** Packages younger than this have not been looked at by many. */
const youngDays = 14;

function factOf({ name, ecosystem }: NewPackage, facts: PackageFacts, now: number): Fact | undefined {
  if (facts.is === 'absent') return absent(name);
  const { since, scripts } = facts.is === 'there' ? facts : { since: null, scripts: [] };
  const days = since === null ? null : Math.floor((now - since) / day);
  if (days !== null && days < youngDays) return young(name, days, scriptsText(scripts));
  // Whoever is taken for another is found out within a year; what has lived longer has its own name.
  const known = (days ?? 0) < 365 ? lookAlike(ecosystem, name) : undefined;
  if (known !== undefined) return alike(name, known, scriptsText(scripts));
  return scripts.length === 0 ? undefined : withScripts(name, scriptsText(scripts));
}

const security = { category: 'security' } as const;

function absent(name: string): Fact {
  return {
    ...security,
    rule: 'dependencies: absent',
    severity: 'high',
    confidence: 0.95,
    title: `There is no package \`${name}\``,
    body: 'The registry that this server is set up for does not know it. Whoever registers the name first has their code installed here. Check the spelling, and where the name comes from.',
  };
}

function young(name: string, days: number, scripts: string): Fact {
  return {
    ...security,
    rule: 'dependencies: young',
    severity: 'medium',
    confidence: 0.8,
    title: `\`${name}\` came out ${days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`}`,
    body: `Few can have looked at it yet, and packages that do harm are mostly found within days.${scripts} Wait, or read it.`,
  };
}

function alike(name: string, known: string, scripts: string): Fact {
  return {
    ...security,
    rule: 'dependencies: alike',
    severity: 'low',
    confidence: 0.6,
    title: `\`${name}\` is one letter away from \`${known}\``,
    body: `Is \`${known}\` meant? Packages that do harm take names that fingers slip to.${scripts}`,
  };
}

function withScripts(name: string, scripts: string): Fact {
  return {
    ...security,
    rule: 'dependencies: scripts',
    severity: 'low',
    confidence: 0.7,
    title: `\`${name}\` runs code when it is installed`,
    body: `${scripts.trim()} Look at what it does, or install with \`--ignore-scripts\`.`,
  };
}

/** With a space before it; empty where there are none. */
function scriptsText(scripts: readonly string[]): string {
  if (scripts.length === 0) return '';
  const names = scripts.map((each) => `\`${each}\``).join(' and ');
  return ` Its ${names} script${scripts.length > 1 ? 's run' : ' runs'} on every machine that installs it.`;
}
