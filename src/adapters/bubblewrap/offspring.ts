import { readdir, readFile } from 'node:fs/promises';

/** What a process and all that it has started take. */
export interface Offspring {
  readonly processes: number;
  /** Memory that they share with no file. */
  readonly memoryBytes: number;
}

/** Adds up a process tree from /proc: for machines without control groups. Inside a jail nothing can leave its tree. */
export async function offspringOf(root: number): Promise<Offspring> {
  const ids = (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name));
  const parents = new Map(
    await Promise.all(ids.map(async (id) => [Number(id), await parentOf(id)] as const)),
  );
  const family = [...parents.keys()].filter((id) => descends(id, root, parents));
  const sizes = await Promise.all(family.map(memoryOf));
  return { processes: family.length, memoryBytes: sizes.reduce((sum, size) => sum + size, 0) };
}

/** The parent is the second field after the name, which may hold anything, so after the last parenthesis. */
async function parentOf(id: string): Promise<number> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function descends(id: number, root: number, parents: ReadonlyMap<number, number>): boolean {
  const passed = new Set<number>();
  for (let at = id; at > 0 && !passed.has(at); at = parents.get(at) ?? 0) {
    if (at === root) return true;
    passed.add(at);
  }
  return false;
}

async function memoryOf(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return ['RssAnon', 'RssShmem'].reduce((sum, name) => {
    const kilobytes = new RegExp(`^${name}:\\s*([0-9]+) kB$`, 'm').exec(status)?.[1];
    return sum + Number(kilobytes ?? 0) * 1024;
  }, 0);
}
