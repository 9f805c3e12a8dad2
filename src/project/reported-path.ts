/** Where a report was written: what the tree is called inside, and the folder that the command ran in, from the tree's root. */
export interface ReportPlace {
  readonly root: string;
  readonly folder: string;
}

/** A reported path as one from the root of the tree; undefined where it leads outside or names the tree itself. */
export function treePath(reported: string, { root, folder }: ReportPlace): string | undefined {
  const path = reported.replace(/^file:\/\/(?=\/)/, '').replaceAll('\\', '/');
  if (path === '' || path.length > 1_000 || /\p{Cc}/u.test(path)) return undefined;
  const names = stepsOf(path.startsWith('/') ? path : `${root}/${folder}/${path}`);
  const above = stepsOf(root);
  if (names.length <= above.length) return undefined;
  if (above.some((name, index) => names[index] !== name)) return undefined;
  return names.slice(above.length).join('/');
}

/** The names on the way, `.` and `..` followed; above the uppermost folder there is only that again. */
function stepsOf(path: string): readonly string[] {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names;
}
