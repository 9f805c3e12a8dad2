import type { Sandbox } from '../../ports/sandbox.ts';
import { openGround, type SandboxParts } from './ground.ts';
import { openSession } from './session.ts';

/** Runs code with bubblewrap. What this machine can do is found out when first asked for. */
export function openSandbox(parts: SandboxParts): Sandbox {
  const ground = openGround(parts);
  return {
    state: async () => {
      const held = await ground.holding();
      return held.is === 'held' ? held.state : held;
    },
    open: (order) => openSession(ground, order),
    surroundings: ground.surroundings,
    installs: null,
  };
}
