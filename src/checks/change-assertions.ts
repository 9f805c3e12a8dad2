import { isLessStrict, isWidened, strengthOf } from './assertion-strength.ts';
import { type ChangeFault, shown } from './change-fault.ts';
import type { TestUnit, UnitPair } from './change-test-units.ts';
import type { Assertion } from './test-assertions.ts';

/** What tests claim no longer, or less of, of those that are still there. `added` are new tests: claims may have moved to them. */
export function weakenedAssertions(
  pairs: readonly UnitPair[],
  added: readonly TestUnit[],
  issue: string,
): readonly ChangeFault[] {
  const kept = pairs.flatMap(({ before, after }) => (after === undefined ? [] : [{ before, after }]));
  const compared = kept.map((pair) => ({ ...pair, ...difference(pair.before, pair.after) }));
  const free = [...compared.flatMap(({ gained }) => gained), ...added.flatMap(({ claims }) => claims)].map(
    keyOf,
  );
  return compared.flatMap(({ before, after, lost, gained }) => {
    const gone = lost.filter((claim) => !taken(free, keyOf(claim)));
    return [...unreached(before, after), ...judged(gone, gained, { before, after, issue })];
  });
}

function unreached(before: TestUnit, { unreached: claim, path }: TestUnit): readonly ChangeFault[] {
  if (claim === undefined || before.unreached !== undefined) return [];
  return [{ is: 'assertion-unreached', path, line: claim.line, what: shown(claim.text), weight: 'refuse' }];
}

/** What is claimed on one side only, each of the other side standing for one. */
function difference(before: TestUnit, after: TestUnit) {
  const [old, now] = [before.claims.map(keyOf), after.claims.map(keyOf)];
  const lost = before.claims.filter((claim) => !taken(now, keyOf(claim)));
  return { lost, gained: after.claims.filter((claim) => !taken(old, keyOf(claim))) };
}

function keyOf({ text, isSwallowed }: Assertion): string {
  return `${isSwallowed ? 'swallowed' : ''} ${plain(text)}`;
}

/** Without blanks, the last comma of a list, and the quotes that a formatter chooses. */
function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, '')
    .replaceAll(/,([)\]}])/g, '$1')
    .replaceAll(/['`]/g, '"');
}

function taken(keys: string[], key: string): boolean {
  const at = keys.indexOf(key);
  if (at !== -1) keys.splice(at, 1);
  return at !== -1;
}

interface Around {
  readonly before: TestUnit;
  readonly after: TestUnit;
  readonly issue: string;
}

/** Each lost claim beside the gained one about the same, else beside the next that is left, else beside none. */
function judged(
  lost: readonly Assertion[],
  gained: readonly Assertion[],
  around: Around,
): readonly ChangeFault[] {
  const left = [...gained];
  const sure = lost.map((claim) => ({ claim, now: take(left, (other) => isAboutSame(claim, other)) }));
  return sure.flatMap(({ claim, now }) => {
    if (now !== undefined) return changed(claim, now, around);
    const other = take(left, () => true);
    return other === undefined ? removed(claim, around) : rewritten(claim, other, around);
  });
}

function take(left: Assertion[], fits: (claim: Assertion) => boolean): Assertion | undefined {
  const at = left.findIndex(fits);
  return at === -1 ? undefined : left.splice(at, 1)[0];
}

/** Whether the same thing is looked at, whatever is expected of it. */
function isAboutSame(one: Assertion, other: Assertion): boolean {
  const about = new Set(one.operands.map(plain).filter((operand) => /[A-Za-z_$]/.test(bare(operand))));
  return other.operands.map(plain).some((operand) => about.has(operand));
}

function bare(operand: string): string {
  return operand
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\b(?:true|false|null|undefined|None|True|False)\b/g, '');
}

function removed({ text, line }: Assertion, { before, issue }: Around): readonly ChangeFault[] {
  const weight = asksToRemove(issue) ? 'justify' : 'refuse';
  return [{ is: 'assertion-removed', path: before.path, line, what: shown(text), weight }];
}

/** Whether a text asks for something to be there no longer. */
export function asksToRemove(issue: string): boolean {
  return /\b(?:remov|drop|delet|deprecat|get(?:ting)? rid|no longer|retir)\w*\b/i.test(issue);
}

function changed(claim: Assertion, now: Assertion, around: Around): readonly ChangeFault[] {
  const at = { path: around.after.path, line: now.line };
  const refused = { ...at, what: beside(claim, now), weight: 'refuse' } as const;
  if (now.isSwallowed && !claim.isSwallowed)
    return [{ is: 'assertion-swallowed', ...refused, what: shown(now.text) }];
  if (namesValueOf(claim, now)) return [];
  if (strengthOf(now) < strengthOf(claim))
    return isWholePattern(now)
      ? [{ is: 'expected-changed', ...refused, weight: 'justify' }]
      : [{ is: 'assertion-loosened', ...refused }];
  return changedAlike(claim, now, around);
}

/** The same of an assertion that asks for no less. */
function changedAlike(claim: Assertion, now: Assertion, around: Around): readonly ChangeFault[] {
  const told = { path: around.after.path, line: now.line, what: beside(claim, now) };
  const refused = { ...told, weight: 'refuse' } as const;
  if (isWidened(claim, now)) return [{ is: 'tolerance-widened', ...refused }];
  if (isLessStrict(claim, now)) return [{ is: 'assertion-loosened', ...refused, weight: 'justify' }];
  const isMore = strengthOf(now) > strengthOf(claim);
  if (isMore || isSameBesideMessage(claim, now) || isStated(claim, now, around.issue)) return [];
  return [{ is: 'expected-changed', ...refused, weight: 'justify' }];
}

/** A pattern for a whole text, most of which it spells out, asks for about as much as the text: parts of it may differ from run to run. */
function isWholePattern({ operands }: Assertion): boolean {
  const [, pattern = ''] =
    operands.map((each) => /^\/\^(.+)\$\/\w*$/s.exec(each)).find((found) => found) ?? [];
  const free = pattern.match(/\\[dwsDWS]|\.[*+?]|\[[^\]]*\]/g) ?? [];
  return pattern.replaceAll(/\\?[^\w ]/g, '').length > 12 && !/\.[*+]/.test(pattern) && free.length <= 3;
}

/** `t.false(a)` is what `t.is(a, false)` was. */
function namesValueOf(claim: Assertion, { called }: Assertion): boolean {
  const [, value = ''] = /(true|false|null|undefined|none)$/i.exec(called) ?? [];
  return claim.operands.some((operand) => operand.toLowerCase() === value.toLowerCase());
}

/** Nothing shows that it is about the same. */
function rewritten(claim: Assertion, now: Assertion, { after }: Around): readonly ChangeFault[] {
  const told = { path: after.path, line: now.line, what: beside(claim, now) };
  if (isWidened(claim, now)) return [{ is: 'tolerance-widened', ...told, weight: 'refuse' }];
  const is = strengthOf(now) < strengthOf(claim) ? 'assertion-loosened' : 'expected-changed';
  return [{ is, ...told, weight: 'justify' }];
}

/** Both, of which the second is cut where it has to be. */
function beside(before: Assertion, after: Assertion): string {
  return shown(`${before.text.split('\n')[0]?.slice(0, 60)} → ${after.text}`);
}

function isSameBesideMessage(one: Assertion, other: Assertion): boolean {
  const count =
    Math.min(one.operands.length, other.operands.length) === 1 || one.called.endsWith('ok') ? 1 : 2;
  return (
    strengthOf(one) === strengthOf(other) &&
    one.operands.slice(0, count).map(plain).join(',') === other.operands.slice(0, count).map(plain).join(',')
  );
}

/** Whether the issue says what is expected now: every new value of more than two characters stands in it. */
function isStated(claim: Assertion, now: Assertion, issue: string): boolean {
  const known = claim.operands.join(' ');
  const values = now.operands
    .join(' ')
    .match(/(["'`])(?:\\.|(?!\1)[^\\])+\1|(?<![\w.])-?\d+(?:\.\d+)?\b/g)
    ?.map((value) => value.replaceAll(/^["'`]|["'`]$/g, ''))
    .filter((value) => !known.includes(value));
  return values !== undefined && values.length > 0 && values.every((value) => isIn(issue, value));
}

function isIn(issue: string, value: string): boolean {
  return new RegExp(`(?<![\\w.])${RegExp.escape(value)}(?![\\w])`).test(issue);
}
