import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSandbox } from '../src/adapters/bubblewrap/sandbox.ts';
import { medians } from './rounds.ts';

const targetMs = 50;
const rounds = 40;

/** What a command costs more in the sandbox than started plainly, by a program that does nothing and by one of Node's. */
export async function bench() {
  const folder = await mkdtemp(join(tmpdir(), 'patchwright-bench-jail-'));
  const sandbox = openSandbox({
    environment: process.env,
    folder,
    node: process.execPath,
    architecture: process.arch,
  });
  const start = performance.now();
  const state = await sandbox.state();
  const proofMs = performance.now() - start;
  if (state.is === 'not-verified') throw new Error(state.reason);
  try {
    await using session = await sandbox.open({ tree: folder, tools: ['node'] });
    const node = ['node', '-e', '0'] as const;
    const figures = await medians(
      {
        plain: () => plainly('true', []),
        jailed: () => session.run({ argv: ['true'] }),
        plainNode: () => plainly(process.execPath, ['-e', '0']),
        jailedNode: () => session.run({ argv: [...node] }),
      },
      rounds,
    );
    return report({ ...figures, proofMs, by: state.by });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function plainly(program: string, args: readonly string[]): Promise<void> {
  await once(spawn(program, args, { stdio: 'pipe' }), 'close');
}

interface Figures {
  readonly plain: number;
  readonly jailed: number;
  readonly plainNode: number;
  readonly jailedNode: number;
  readonly proofMs: number;
  readonly by: string;
}

function report(figures: Figures) {
  const costs = [figures.jailed - figures.plain, figures.jailedNode - figures.plainNode] as const;
  const [ofNothing, ofNode] = costs.map((cost) => cost.toFixed(1));
  const load = loadavg()[0]?.toFixed(1);
  return {
    lines: [
      `Starting a command, medians of ${rounds} in turn, in ms (load of the machine: ${load}; held by ${figures.by}):`,
      `  true, plainly       ${figures.plain.toFixed(1)}`,
      `  true, in the jail   ${figures.jailed.toFixed(1)}  (+${ofNothing})`,
      `  node, plainly       ${figures.plainNode.toFixed(1)}`,
      `  node, in the jail   ${figures.jailedNode.toFixed(1)}  (+${ofNode})`,
      `  proving the jail, once  ${figures.proofMs.toFixed(0)}`,
      `The jail may cost ${targetMs} ms.`,
    ],
    figures,
    isMet: costs.every((cost) => cost < targetMs),
  };
}
