import { type LineStep, lineSteps } from '../../core/line-steps.ts';

const mostLines = 40;
const mostText = 20_000;

/** How what was found differs from what was wanted, a line each, at most forty: `-` wanted and not found, `+` found and not wanted. */
export function differingLines(wanted: string, found: string): string {
  const steps = lineSteps(...pair(wanted, found));
  const shown = steps.length <= mostLines ? steps : steps.filter(({ kind }) => kind !== 'context');
  const lines = shown.slice(0, mostLines).map(({ kind, text }) => `${signs[kind]} ${text}`);
  return ['- wanted', '+ found', ...lines, ...(shown.length > mostLines ? ['…'] : [])].join('\n');
}

function pair(wanted: string, found: string): readonly [readonly string[], readonly string[]] {
  return [wanted.slice(0, mostText).split('\n'), found.slice(0, mostText).split('\n')];
}

const signs: Readonly<Record<LineStep['kind'], string>> = { context: ' ', removed: '-', added: '+' };
