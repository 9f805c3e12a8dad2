import { forbidden } from '../answer.ts';
import type { Caller } from '../authenticate.ts';
import { gitResult } from '../git/run.ts';

/** GitHub lets no App without the permission `workflows` bring commits that touch its workflow files. */
export async function refuseWorkflows(caller: Caller, directory: string, move: { from: string; to: string }) {
  if (mayTouchWorkflows(caller)) return;
  const { stdout } = await gitResult(directory, [
    'diff',
    '--name-only',
    move.from,
    move.to,
    '--',
    '.github/workflows',
  ]);
  if (stdout.length > 0) forbidden('Resource not accessible by integration');
}

export function mayTouchWorkflows(caller: Caller) {
  return caller.kind !== 'installation' || caller.permissions['workflows'] === 'write';
}
