import { codeSpan } from '../core/fence.ts';
import type { ChangeFault, ChangeFaultKind } from './change-fault.ts';

/** What is wrong, where, and what to do about it: for the model that made the change, and for those who get it. */
export function changeFaultSentence(fault: ChangeFault): string {
  const { path, line, what } = fault;
  const place = line === null ? codeSpan(path) : `${codeSpan(path)}, line ${line}`;
  const said = sentences[fault.is](what === '' ? '' : codeSpan(what));
  return path === '' ? `${said[0]?.toUpperCase()}${said.slice(1)}` : `${place}: ${said}`;
}

/** Each goes on after a place; `what` is the code, in a span. */
const sentences: Readonly<Record<ChangeFaultKind, (what: string) => string>> = {
  'test-removed': (what) => `the test ${what} is gone, and no other claims what it did. Put it back.`,
  'test-file-removed': () => 'these tests are gone, and nothing of them stands elsewhere. Put them back.',
  'test-left-out': (what) => `${what} leaves a test out, so that it fails no longer. Take the mark away.`,
  'test-singled-out': (what) => `${what} has all other tests left out. Take the mark away.`,
  'assertion-removed': (what) => `${what} is asserted no longer, and nothing is in its place. Put it back.`,
  'assertion-loosened': (what) => `less is asserted than before: ${what}. Ask for as much as before.`,
  'tolerance-widened': (what) => `values further off are accepted than before: ${what}. Put the bound back.`,
  'assertion-swallowed': (what) =>
    `a failure of ${what} is caught here and goes unseen. Let it fail the test.`,
  'assertion-unreached': (what) => `the test returns before it comes to ${what}. Let it get there.`,
  'expected-changed': (what) =>
    `something else is expected than before: ${what}. Say what in the issue asks for it, or put it back.`,
  'snapshot-rewritten': (what) =>
    `what was recorded is recorded differently: ${what} is gone. Say what in the issue asks for it.`,
  'failure-hidden': (what) => `with ${what} a failure passes for a success. Take it away.`,
  'test-command-changed': (what) =>
    `a command of the project's checks is another: ${what}. Say why it must be.`,
  'test-command-removed': (what) => `a command of the project's checks is gone: ${what}. Put it back.`,
  'threshold-lowered': (what) => `a threshold is easier to meet than before: ${what}. Put it back.`,
  'tests-excluded': (what) => `${what} keeps tests from being run. Take it away.`,
  'check-silenced': (what) =>
    `${what} has a check look away. Mend what it would say, or say why it is wrong here.`,
  'rule-switched-off': (what) =>
    `${what} takes a rule from the project's checks. Keep to the rule, or say why not.`,
  'tool-output': () => 'a tool wrote this, and nobody asked for it. Delete it.',
  'editor-leftover': () => 'an editor or a tool left this behind. Delete it.',
  'ignored-file': () => 'the repository keeps such files out of git. Delete it.',
  experiment: () =>
    'this looks like an experiment made on the way. Delete it, or make it a test among the others.',
  'report-file': () =>
    'this tells of the work, and is no part of it. Delete it: the description is the place to tell.',
  'unused-file': () => 'nothing in the change uses this new file. Say what it is for, or delete it.',
  'protected-path': (what) =>
    `this may be changed only where the issue asks for it and the repository's configuration allows it. It is ${plain(what)}. Undo the change.`,
  'release-setting': (what) =>
    `${what} decides what is published, and nobody asked for another. Undo the change.`,
  'lockfile-alone': () => 'a lockfile changed, and no manifest asks for other packages. Undo the change.',
  'lockfile-behind': () =>
    'other packages are asked for, and the lockfile does not say which. Say that it has to be written anew.',
  'foreign-lockfile': () => 'the project has a lockfile of another package manager already. Delete this one.',
  'conflict-marker': () =>
    'a marker of a merge conflict is left. Decide the conflict and take the marker away.',
  'package-unused': (what) => `${what} is a new package, and nothing that changed imports it. Take it out.`,
  'package-from-elsewhere': (what) => `${what} does not come from a registry. Do without it.`,
  'package-style': (what) => `the version of ${what} is not written as those of its neighbours are.`,
  'install-script': (what) => `${what} would run where the package is installed. Take it out.`,
  'too-large': (what) =>
    `the change has ${plain(what)}, tests and generated files apart. Propose how to split it.`,
};

/** Words of our own need no span. */
function plain(span: string): string {
  return span.replaceAll('`', '');
}
