import type { SandboxLimits } from '../../ports/sandbox.ts';

/** What a run may take where the operator says nothing else. */
export const usualLimits: SandboxLimits = {
  timeMs: 600_000,
  processorMs: 600_000,
  memoryBytes: 2_000_000_000,
  /** Threads count as processes: Node has a dozen, Java forty. */
  processes: 512,
  diskBytes: 2_000_000_000,
  diskFiles: 300_000,
  fileBytes: 500_000_000,
  temporaryBytes: 256 * 1024 * 1024,
  outputBytes: 50_000_000,
  keptBytes: 1_000_000,
};

/** The narrower of two limits, each by itself. */
export function narrowed(limits: SandboxLimits, wanted: Partial<SandboxLimits>): SandboxLimits {
  function least(name: keyof SandboxLimits): number {
    return Math.min(limits[name], wanted[name] ?? limits[name]);
  }
  return {
    timeMs: least('timeMs'),
    processorMs: least('processorMs'),
    memoryBytes: least('memoryBytes'),
    processes: least('processes'),
    diskBytes: least('diskBytes'),
    diskFiles: least('diskFiles'),
    fileBytes: least('fileBytes'),
    temporaryBytes: least('temporaryBytes'),
    outputBytes: least('outputBytes'),
    keptBytes: least('keptBytes'),
  };
}
