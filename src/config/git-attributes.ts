import { type Matches, readGlob } from './glob.ts';

/** Who makes a file, by the attributes that GitHub knows; `written` where they say that people do. */
export type Origin = 'generated' | 'vendored' | 'written' | 'unnamed';

/** Reads a `.gitattributes` for `linguist-generated` and `linguist-vendored`. Of each, the last line that fits a path counts. */
export function readOrigins(text: string): (path: string) => Origin {
  const rules = text.split('\n').flatMap(rulesOf).slice(-mostRules);
  return (path) => {
    const generated = lastOn('linguist-generated', path, rules);
    const vendored = lastOn('linguist-vendored', path, rules);
    if (generated === true) return 'generated';
    if (vendored === true) return 'vendored';
    return generated === false || vendored === false ? 'written' : 'unnamed';
  };
}

/** Each is asked about each file of a change, of which there may be thousands. */
const mostRules = 500;

interface Rule {
  readonly matches: Matches;
  readonly attribute: string;
  /** Undefined where the line takes back what others said. */
  readonly value: boolean | undefined;
}

function lastOn(attribute: string, path: string, rules: readonly Rule[]): boolean | undefined {
  return rules.findLast((rule) => rule.attribute === attribute && rule.matches(path))?.value;
}

/** `pattern attribute -attribute attribute=value !attribute`; a pattern with blanks stands in quotes. */
function rulesOf(line: string): readonly Rule[] {
  const [, quoted, plain, rest = ''] = /^[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s"#[]\S*))(.*)$/.exec(line) ?? [];
  const pattern = plain ?? quoted?.replace(/\\(.)/g, '$1') ?? '';
  const glob = readGlob(pattern, 'files');
  if (glob.is === 'fault') return [];
  return Array.from(rest.matchAll(/(?<=\s)([-!]?)(linguist-(?:generated|vendored))(?:=(\S*))?(?=\s|$)/g)).map(
    ([, sign, attribute = '', value]) => ({
      matches: glob.matches,
      attribute,
      value: sign === '!' ? undefined : sign !== '-' && value !== 'false',
    }),
  );
}
