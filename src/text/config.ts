import type { ConfigFault } from '../core/config-fault.ts';
import { codeSpan } from '../core/fence.ts';

const file = '`.github/patchwright.yml`';
const told = 10;

/** The faults of a repository's configuration in one note; none where there are none. */
export function configNotes(faults: readonly ConfigFault[]): readonly string[] {
  const [first] = faults;
  if (first === undefined) return [];
  if (first.key === '') {
    return [`${file} ${first.message}, line ${first.line}. Until it is mended, defaults apply.`];
  }
  if (faults.length === 1) {
    return [`In ${file}, ${describe(first)}. Defaults apply there; the rest of the file counts.`];
  }
  const named = faults.slice(0, told).map((fault) => `- ${describe(fault)}`);
  const more = faults.length > told ? [`- and ${faults.length - told} more`] : [];
  const heading = `In ${file}, defaults apply to what is at fault; the rest of the file counts:`;
  return [[heading, '', ...named, ...more].join('\n')];
}

function describe({ line, key, message, nearest }: ConfigFault): string {
  const meant = nearest === null ? '' : ` (did you mean ${codeSpan(nearest)}?)`;
  return `${codeSpan(key)} in line ${line} ${message}${meant}`;
}

/** Guidance that was not read as it stands: for the check, since it is the same in every review. */
export function guidanceNotes(
  guidance: readonly { readonly path: string; readonly text: string; readonly cut: number }[],
): readonly string[] {
  const missing = guidance.filter(({ text, cut }) => text === '' && cut === 0);
  const inPart = guidance.filter(({ text, cut }) => text !== '' && cut > 0);
  const unread = guidance.filter(({ text, cut }) => text === '' && cut > 0);
  return [
    ...pathNote(`Guidance that ${file} names and the base branch does not have`, missing),
    ...pathNote('Guidance that was read in part, since it is long', inPart),
    ...pathNote('Guidance that there was no room for', unread),
  ];
}

function pathNote(what: string, files: readonly { readonly path: string }[]): readonly string[] {
  return files.length === 0 ? [] : [`${what}: ${files.map(({ path }) => codeSpan(path)).join(', ')}.`];
}
