import type { Sandbox } from '../../ports/sandbox.ts';
import { openGround, type SandboxParts } from './ground.ts';
import { openSession } from './session.ts';

/** Sessions end with their own signals; to close ends the proof of this machine where that is under way. */
export interface OpenSandbox extends Sandbox {
  readonly close: () => Promise<void>;
}

/** Runs code with bubblewrap. What this machine can do is found out when first asked for. */
export function openSandbox(parts: SandboxParts): OpenSandbox {
  const ground = openGround(parts);
  return {
    state: async () => {
      const held = await ground.holding();
      return held.is === 'held' ? held.state : held;
    },
    open: (order) => openSession(ground, order),
    missing: async (tools) => (await ground.tools(tools)).missing,
    surroundings: ground.surroundings,
    installs: null,
    close: ground.close,
  };
}
