import { z } from 'zod';
import type { Change } from '../core/change.ts';
import type { ChangeFacts } from './change-facts.ts';
import { type ChangeFault, shown } from './change-fault.ts';
import { parsedJson } from './parsed-json.ts';

const Manifest = z.looseObject({ scripts: z.record(z.string(), z.unknown()).catch({}) });

/** Entries of a package.json that decide what is published, as what and by whom, and what runs where it is installed. */
export function releaseSettings(
  changes: readonly Change[],
  { issue, isAllowed }: Pick<ChangeFacts, 'issue' | 'isAllowed'>,
): readonly ChangeFault[] {
  return changes
    .filter(
      ({ path, before, after }) => /(?:^|\/)package\.json$/.test(path) && before !== null && after !== null,
    )
    .filter(({ path }) => !isAllowed(path))
    .flatMap(({ path, before, after }) => {
      const [old, now] = [entriesOf(before), entriesOf(after)];
      const keys = new Set([...old.keys(), ...now.keys()]);
      const changed = [...keys].filter((key) => old.get(key) !== now.get(key) && !isAsked(key, issue));
      return changed.map((key): ChangeFault => {
        const is = installing.test(key) && now.has(key) ? 'install-script' : 'release-setting';
        return { is, path, line: null, what: shown(`${key}: ${now.get(key) ?? 'gone'}`), weight: 'refuse' };
      });
    });
}

const settings = [
  'name',
  'version',
  'private',
  'publishConfig',
  'repository',
  'license',
  'packageManager',
  'allowScripts',
  'trustedDependencies',
] as const;

const scripts =
  /^(?:(?:pre|post)?(?:install|publish|pack|version|release)|prepare|prepublishOnly|dependencies)$/;

const installing =
  /^scripts\.(?:(?:pre|post)?install|prepare|dependencies)$|^(?:allowScripts|trustedDependencies)$/;

function entriesOf(text: string | null): ReadonlyMap<string, string> {
  const { data } = Manifest.safeParse(parsedJson(text ?? ''));
  if (data === undefined) return new Map();
  const own = settings.map((key) => [key, data[key]] as const);
  const named = Object.entries(data.scripts).filter(([name]) => scripts.test(name));
  const all = [...own, ...named.map(([name, command]) => [`scripts.${name}`, command] as const)];
  return new Map(
    all.flatMap(([key, value]) => (value === undefined ? [] : [[key, JSON.stringify(value)] as const])),
  );
}

/** Whether an issue speaks of it by its name: `version` alone is a word like any other. */
function isAsked(key: string, issue: string): boolean {
  const name = key.replace(/^scripts\./, '');
  if (/^(?:name|version|private|repository|license)$/.test(name))
    return new RegExp(
      `\\bpackage\\.json\\b[^]*\\b${name}\\b|\\b(?:bump|${name} field|${name} in package)`,
      'i',
    ).test(issue);
  return new RegExp(`\\b${RegExp.escape(name)}\\b`, 'i').test(issue);
}
