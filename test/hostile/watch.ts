import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { usageOf } from '../../src/adapters/bubblewrap/disk.ts';
import type { Harm } from './attack.ts';

/** Processes that have a word in their environment; this one has it only since it began, where /proc does not show it. */
export async function familyOf(word: string): Promise<readonly number[]> {
  return processesWhose('environ', (text) => text.includes(word));
}

/** Processes that see a folder as the tree of a jail, whatever they call themselves. */
export async function shownIn(tree: string): Promise<readonly number[]> {
  return processesWhose('mountinfo', (text) => text.includes(`${tree} /project `));
}

/** Processes that see any folder below this one as the tree of a jail; the folder is named by the end of its path. */
export async function jailedBelow(folder: string): Promise<readonly number[]> {
  return processesWhose('mountinfo', (text) =>
    text.split('\n').some((line) => line.includes(`${folder}/`) && line.includes(' /project ')),
  );
}

async function processesWhose(file: string, isMeant: (text: string) => boolean): Promise<readonly number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const text = await readFile(`/proc/${id}/${file}`, 'latin1').catch(() => '');
      return isMeant(text) ? [Number(id)] : [];
    }),
  );
  return found.flat();
}

/** Looks at what a family of processes takes until it is told to stop, and says what was too much. */
export function watch(word: string, folder: string): { stop(): Promise<readonly Harm[]> } {
  const over = new AbortController();
  const most = { processes: 0, bytes: 0 };
  const rounds = look();
  return {
    stop: async () => {
      over.abort();
      await rounds;
      const usage = await usageOf(folder, noLimit);
      const harm: readonly (Harm | false)[] = [
        most.processes >= 200 && 'multiplies',
        most.bytes >= 250_000_000 && 'grows',
        (usage.bytes >= 50_000_000 || usage.files >= 5_000) && 'fills',
      ];
      return harm.filter((name) => name !== false);
    },
  };

  async function look(): Promise<void> {
    while (!over.signal.aborted) {
      const family = await familyOf(word);
      const sizes = await Promise.all(family.map(residentBytes));
      most.processes = Math.max(most.processes, family.length);
      most.bytes = Math.max(
        most.bytes,
        sizes.reduce((sum, size) => sum + size, 0),
      );
      await wait(50, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }
}

const noLimit = { diskBytes: Number.MAX_SAFE_INTEGER, diskFiles: Number.MAX_SAFE_INTEGER };

async function residentBytes(id: number): Promise<number> {
  const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
  return Number(/^RssAnon:\s*([0-9]+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}
