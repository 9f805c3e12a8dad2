import type { Change } from '../core/change.ts';
import { type ChangeFault, shown } from './change-fault.ts';

/** Least shares of covered code, and most warnings, that a change made easier to meet. */
export function loweredThresholds(changes: readonly Change[]): readonly ChangeFault[] {
  return changes
    .filter(({ path, before, after }) => before !== null && after !== null && settings.test(path))
    .flatMap(({ path, before, after }) => {
      const [old, now] = [thresholdsIn(path, before ?? ''), thresholdsIn(path, after ?? '')];
      return [...old].flatMap(([name, was]) => {
        const is = now.get(name);
        if (is !== undefined && !isEasier(name, was.value, is.value)) return [];
        const what = is === undefined ? was.text : `${was.text} → ${is.text}`;
        const line = is === undefined ? null : is.line;
        return [{ is: 'threshold-lowered', path, line, what: shown(what), weight: 'refuse' } as const];
      });
    });
}

const settings =
  /(?:^|\/)(?:package\.json|(?:jest|vitest|vite|karma)\.[^/]*|\.nycrc[^/]*|\.c8rc[^/]*|\.taprc|\.?codecov\.ya?ml|pyproject\.toml|setup\.cfg|tox\.ini|\.coveragerc|pytest\.ini|Makefile|noxfile\.py|\.github\/workflows\/[^/]*|build\.gradle(?:\.kts)?|pom\.xml|\.simplecov)$/;

interface Threshold {
  readonly value: number;
  readonly line: number;
  readonly text: string;
}

const named =
  /(?<![\w-])(?:--)?["']?(branches|lines|functions|statements|perFile|threshold|fail[_-]under|cov-fail-under|check-coverage|minimum(?:_coverage)?|max-warnings|(?:test-coverage-)?(?:lines|branches|functions))["']?\s*[:=\s]\s*["']?(\d+(?:\.\d+)?|true|false)(?![\w.])/gi;

/** By name, and which of that name it is. Only texts that are about coverage or warnings. */
function thresholdsIn(path: string, text: string): ReadonlyMap<string, Threshold> {
  const found = new Map<string, Threshold>();
  const isAbout =
    /coverage|threshold|fail[_-]under|max-warnings/i.test(text) || /nycrc|c8rc|codecov/.test(path);
  if (!isAbout) return found;
  for (const [index, line] of text.split('\n').entries())
    for (const [, name = '', value = ''] of line.matchAll(named)) {
      const key = keyFor(name.toLowerCase(), found);
      found.set(key, { value: valueOf(value), line: index + 1, text: line.trim() });
    }
  return found;
}

function keyFor(name: string, found: ReadonlyMap<string, Threshold>): string {
  let count = 1;
  while (found.has(`${name} ${count}`)) count += 1;
  return `${name} ${count}`;
}

function valueOf(value: string): number {
  if (value === 'true') return 1;
  return value === 'false' ? 0 : Number(value);
}

function isEasier(name: string, before: number, after: number): boolean {
  return name.startsWith('max-warnings') ? after > before : after < before;
}
