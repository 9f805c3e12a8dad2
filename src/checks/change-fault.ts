/** Something that a model did in a change which nobody should get unawares. */
export interface ChangeFault {
  readonly is: ChangeFaultKind;
  /** Empty where it is about the change as a whole. */
  readonly path: string;
  /** Of the file as it is now; of what was taken away, as it was; null where it is about all of it. */
  readonly line: number | null;
  /** The code, a test's title, a package: one line, cut. Empty where the path says it all. */
  readonly what: string;
  /** What is refused may not go out. The rest may, where somebody says why it is right. */
  readonly weight: 'refuse' | 'justify';
}

export type ChangeFaultKind =
  | 'test-removed'
  | 'test-file-removed'
  | 'test-left-out'
  | 'test-singled-out'
  | 'assertion-removed'
  | 'assertion-loosened'
  | 'tolerance-widened'
  | 'assertion-swallowed'
  | 'assertion-unreached'
  | 'expected-changed'
  | 'snapshot-rewritten'
  | 'failure-hidden'
  | 'test-command-changed'
  | 'test-command-removed'
  | 'threshold-lowered'
  | 'tests-excluded'
  | 'check-silenced'
  | 'rule-switched-off'
  | 'tool-output'
  | 'editor-leftover'
  | 'ignored-file'
  | 'experiment'
  | 'report-file'
  | 'unused-file'
  | 'protected-path'
  | 'release-setting'
  | 'lockfile-alone'
  | 'lockfile-behind'
  | 'foreign-lockfile'
  | 'conflict-marker'
  | 'package-unused'
  | 'package-from-elsewhere'
  | 'package-style'
  | 'install-script'
  | 'too-large';

const longestShown = 120;

/** Code as a fault shows it: its first line, without what indents it, and not too long. */
export function shown(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return line.length > longestShown ? `${line.slice(0, longestShown - 1)}…` : line;
}
