import { isTestPath } from '../../core/file-kind.ts';
import type { LensName } from './lenses.ts';
import type { Risk } from './unit-risk.ts';
import type { Unit } from './units.ts';

/** How closely a change is read. */
export type Effort = 'quick' | 'standard' | 'thorough';

/** One reading of a unit: by which model, and with which questions in mind. */
export interface PlannedReading {
  readonly unit: Unit;
  readonly lenses: readonly LensName[];
  readonly model: 'fast' | 'strong';
}

/** Changes of so few lines of code hold little that several readers would see and one would not. */
const fewLines = 10;

/** What a change deserves by its size and its risk, where the repository does not say. */
export function effortOf(units: readonly Unit[], wanted: Effort | 'auto'): Effort {
  if (wanted !== 'auto') return wanted;
  const code = units.filter(({ risk }) => isCode(risk));
  const lines = code.reduce((sum, { changedLines }) => sum + changedLines, 0);
  return lines <= fewLines && !code.some(({ risk }) => isTouchy(risk)) ? 'quick' : 'standard';
}

/** What there is to see where there is no code: in settings, documents, data. */
const plain: readonly LensName[] = ['logic', 'contracts', 'security'];

/** The readings of a change: what is no code gets one cheap one, code as many as the effort allows. */
export function readingsOf(units: readonly Unit[], effort: Effort): readonly PlannedReading[] {
  return units.flatMap((unit): readonly PlannedReading[] => {
    if (!isCode(unit.risk)) return [{ unit, lenses: plain, model: 'fast' }];
    return lensesFor(unit, effort).map((lenses) => ({ unit, lenses, model: 'strong' }));
  });
}

function isCode({ kind }: Risk): boolean {
  return kind === 'code' || kind === 'test';
}

/** Code that touches what strangers send, or what several things touch at once. */
function isTouchy({ security, concurrency }: Risk): boolean {
  return security.length >= fewWords || concurrency.length >= fewWords;
}

/** A single word such as `token` says little: parsers have tokens, too. */
const fewWords = 2;

/** Each list is one reading. Where no lens is due, its question is asked along with others rather than not at all. */
function lensesFor({ parts, risk }: Unit, effort: Effort): readonly (readonly LensName[])[] {
  const tests: readonly LensName[] = parts.some(({ file }) => isTestPath(file.path)) ? ['tests'] : [];
  switch (effort) {
    case 'quick':
      return [['logic', 'types', 'contracts', 'resources', 'security', ...tests]];
    case 'standard':
      return isTouchy(risk)
        ? [
            ['logic', 'types'],
            ['contracts', ...tests],
            ['resources', 'security'],
          ]
        : [
            ['logic', 'types'],
            ['contracts', 'resources', 'security', ...tests],
          ];
    case 'thorough':
      return [
        ['logic'],
        ['types'],
        ['contracts'],
        ['resources'],
        ['security'],
        ...tests.map((lens) => [lens]),
      ];
  }
}

/** What checking one claim may take. */
export const checkLimits = {
  quick: { steps: 6, tokens: 150_000, ms: 300_000 },
  standard: { steps: 10, tokens: 300_000, ms: 600_000 },
  thorough: { steps: 20, tokens: 800_000, ms: 1_200_000 },
} as const satisfies Readonly<Record<Effort, { steps: number; tokens: number; ms: number }>>;
