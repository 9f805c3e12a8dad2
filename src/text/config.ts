import type { ConfigFault } from '../core/config-fault.ts';
import { codeSpan } from '../core/fence.ts';

const file = '`.github/patchwright.yml`';
const told = 5;

/** The faults of a repository's configuration in one line; no line where there are none. */
export function configNotes(faults: readonly ConfigFault[]): readonly string[] {
  const [first] = faults;
  if (first === undefined) return [];
  if (first.key === '') {
    return [`${file} ${first.message}, line ${first.line}. Until it is mended, defaults apply.`];
  }
  const named = faults.slice(0, told).map(describe).join('; ');
  const more = faults.length > told ? `; and ${faults.length - told} more` : '';
  return [`In ${file}, ${named}${more}. Defaults apply there; the rest of the file counts.`];
}

function describe({ line, key, message, nearest }: ConfigFault): string {
  const meant = nearest === null ? '' : ` (did you mean ${codeSpan(nearest)}?)`;
  return `${codeSpan(key)} in line ${line} ${message}${meant}`;
}
