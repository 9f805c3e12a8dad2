/** One way of looking at code; several readers with different ones see more than one reader who is to see everything. */
export const lensNames = ['logic', 'types', 'contracts', 'resources', 'security', 'tests'] as const;
export type LensName = (typeof lensNames)[number];

interface Lens {
  /** What to look for, as a reader of the unit is told. */
  readonly look: string;
  /** What belongs to somebody else, or to nobody. */
  readonly leave: string;
}

export const lenses: Readonly<Record<LensName, Lens>> = {
  logic: {
    look: `Logic and the flow of data. Follow every value that the changed lines compute from where it comes from to where it is used, once for an ordinary input and once for the odd ones: empty, one element, the last element, zero, negative, equal keys, repeated calls. Conditions that are turned round or one off; the wrong variable of two with similar names; an early return that skips what must happen; state that is set in one branch and read in all; order that matters; a loop that changes what it walks over; copies that should be shared and shared things that should be copied; arithmetic, rounding, time zones, encodings. Compare what was removed with what replaced it, case by case: which input was handled before and is not now?`,
    leave: 'how the code is laid out or named, and anything that only might be slow',
  },
  types: {
    look: `Null, undefined, and types. For each value that the changed lines touch: may it be null, undefined, missing, empty, NaN, or of another type than the code takes for granted, with an input that callers can really give? Where it is checked, is it checked before its first use and on every path, and does the check mean what it should (truthiness that drops 0 or '', typeof null, loose equality, isNaN)? Fallbacks that replace valid values. Conversions that fail or lose something. Optional arguments; arrays with holes or with null inside; objects without a prototype or with a key such as __proto__; generics and casts that claim more than is known.`,
    leave: 'values that the language or a visible check rules out, and wishes for stricter types',
  },
  contracts: {
    look: `Contracts and callers. What did each changed function, option, field, event or format promise before, in its signature, its documentation, its tests and its use; what does it promise now; and who still counts on the old promise? Look at the callers that are shown: arguments, order, defaults, return values, thrown errors, what is mutated, sync or async. Interfaces that are implemented elsewhere, data that was stored in the old form, both ends of a protocol. Does the change do what its title, description and issues say, all of it, and nothing against it? Calls to functions of libraries with arguments or results that they do not have.`,
    leave: 'contracts that the change keeps, and ideas for a better interface',
  },
  resources: {
    look: `Concurrency, errors and resources. Promises that nobody awaits, and async callbacks where nobody waits; two of them that interleave between a check and its use; shared state that several requests touch; locks that are taken in different orders or not given back; listeners, timers, files, connections and memory that are not released on every way out, errors included. Errors that are swallowed, replaced by something less true, or thrown where nothing catches them; retries of what must not happen twice; cleanup that hides the first error. Work that grows with the square of its input, or without a limit, where the input comes from users.`,
    leave: 'races that need two threads in a place that has one, and cost that nobody would notice',
  },
  security: {
    look: `Security. Follow what an attacker may choose (requests, files, names, headers, environment, repository content, model output) to where it acts: commands, queries, paths, templates and HTML, URLs that are fetched, regular expressions, deserialisation, object keys, redirects, logs. Who may call it, and is that checked here, before anything happens, for this very object? Secrets in code, logs, errors or URLs; comparison and randomness that must not be guessed; certificates, signatures, tokens, cookies, CORS; limits that are missing where input is unbounded; checks that this change removes or goes round.`,
    leave: 'what needs rights that already allow the damage, and general advice to harden things',
  },
  tests: {
    look: `Tests against what they claim, and against the change. A test that would pass without the change, or with the code it is about deleted; assertions that are never reached, not awaited, always true, or about the mock; the wrong thing compared; an expectation that was bent to fit new, wrong behaviour; cases that were removed, skipped or loosened; state that one test leaves to the next; time and order that only sometimes hold. And in the code: behaviour that the tests shown here contradict.`,
    leave: 'tests that are merely missing, and their style',
  },
};
