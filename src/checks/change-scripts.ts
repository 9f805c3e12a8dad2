import { z } from 'zod';
import type { Change } from '../core/change.ts';
import { type ChangeFault, shown } from './change-fault.ts';
import { parsedJson } from './parsed-json.ts';

const Scripts = z.object({ scripts: z.record(z.string(), z.string()).catch({}) });

/** Scripts of a package.json that test, check or install something, and say something else now. */
export function changedCommands(changes: readonly Change[]): readonly ChangeFault[] {
  return changes
    .filter(
      ({ path, before, after }) => /(?:^|\/)package\.json$/.test(path) && before !== null && after !== null,
    )
    .flatMap(({ path, before, after }) => {
      const [old, now] = [scriptsOf(before), scriptsOf(after)];
      return Object.entries(old)
        .filter(([name, command]) => checking.test(name) && now[name] !== command)
        .flatMap(([name, command]) => changedCommand({ path, line: null }, name, [command, now[name]]));
    });
}

const checking =
  /(?:^|[:-])(?:pre|post)?(?:tests?|unit|spec|lint|check|types?|typecheck|tsc|coverage|cover|ci)(?:$|[:-])/;

function scriptsOf(text: string | null): Readonly<Record<string, string>> {
  return Scripts.safeParse(parsedJson(text ?? '')).data?.scripts ?? {};
}

function changedCommand(
  where: Pick<ChangeFault, 'path' | 'line'>,
  name: string,
  [before, after]: readonly [string, string | undefined],
): readonly ChangeFault[] {
  if (after === undefined || after.trim() === '')
    return [{ is: 'test-command-removed', ...where, what: shown(`${name}: ${before}`), weight: 'refuse' }];
  const runs = new Set(after.split(/\s+/));
  const lost = before.split(/\s*(?:&&|;)\s*/).some((part) => !runs.has(part.split(/\s+/)[0] ?? ''));
  const isEmpty = /^\s*(?:echo|true|exit\s+0|:)(?:\s|$)/.test(after);
  if (isEmpty)
    return [{ is: 'test-command-removed', ...where, what: shown(`${name}: ${after}`), weight: 'refuse' }];
  const what = shown(`${name}: ${before} → ${after}`);
  return [{ is: 'test-command-changed', ...where, what, weight: lost ? 'refuse' : 'justify' }];
}
