import { nearest } from '../../core/nearest.ts';
import type { Fact } from '../../checks/fact.ts';
import type { Names } from '../../checks/names.ts';

const fact = { severity: 'high', category: 'bug', confidence: 0.9 } as const;

export function notDeclared(name: string, { declared }: Names): Fact {
  const near = nearest(
    name,
    [...declared.keys()].filter((each) => each.length > 2),
  );
  const hint = near === null ? '' : ` Is \`${near}\` meant?`;
  return {
    ...fact,
    rule: 'names: not-declared',
    title: `\`${name}\` is called and declared nowhere`,
    body: `The file neither declares nor imports \`${name}\`, and the language has none: the call throws.${hint}`,
  };
}

export function noExport(name: string, path: string, given: ReadonlySet<string>): Fact {
  const near = nearest(name, [...given]);
  const hint = near === null ? '' : ` It has \`${near}\`.`;
  return {
    ...fact,
    rule: 'names: not-exported',
    title: `\`${path}\` has no \`${name}\``,
    body: `Nothing of this name is ${path.endsWith('.py') ? 'defined in' : 'exported by'} \`${path}\` as this change leaves it.${hint}`,
  };
}

export function noFile(from: string, wanted: string): Fact {
  return {
    ...fact,
    rule: 'names: no-such-file',
    title: `There is no file for the import of \`${from}\``,
    body: `Nothing lies at \`${wanted}\`, with any usual ending, as this change leaves the repository.`,
  };
}
