import type { InstallsOrder } from '../../ports/installs.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { treeOf } from './entry.ts';

/** Where what is kept is seen while it is copied. */
const shownAt = '.patchwright-kept';

/**
 * Puts the folders of a kept installation into the order's tree in the place of whatever is there; whether it did. It is copied, and
 * shares no file with what is kept, in the sandbox: the tree may hold links, and what is kept can only be read there.
 */
export async function copyInto(
  { tree, folders, signal }: Pick<InstallsOrder, 'tree' | 'folders' | 'signal'>,
  place: string,
  sandbox: Sandbox,
): Promise<boolean> {
  const mounts = [{ from: treeOf(place), to: shownAt }];
  await using session = await sandbox.open({ tree, mounts });
  const { ended } = await session.run({ argv: ['sh', '-c', script, 'sh', shownAt, ...folders], signal });
  await session.remove(shownAt);
  return ended.is === 'exited' && ended.exitCode === 0;
}

/** `cp -a` keeps times, by which Python knows what it has compiled, and shares blocks where the file system can. */
const script = `
from=$1; shift
rm -rf "$@" || exit 1
for folder; do
  test ! -e "$from/$folder" && continue
  mkdir -p "$(dirname "$folder")" && cp -a "$from/$folder" "$folder" && continue
  rm -rf "$@"
  exit 1
done
`;
