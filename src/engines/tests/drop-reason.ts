import type { GateReason } from '../../checks/test-gate.ts';

/** Why a test is not told of, as the end of "1 ...". */
export type DropReason =
  | GateReason
  | 'was not written in a form that could be used'
  | 'cannot be put into its file'
  | 'writes outside of tests'
  | 'did not run'
  | 'does not type-check'
  | 'does not end'
  | 'makes other tests fail'
  | 'changes files of the project'
  | 'passes where it must fail'
  | 'does not always come out the same'
  | 'covers and notices nothing new'
  | 'notices no fault'
  | 'fails, and nothing says that it should pass'
  | 'expects something else than people asked for'
  | 'takes its result from the code alone'
  | 'asserts what an open finding calls wrong'
  | 'adds nothing to the others';
