import type { SandboxLimits } from '../../src/ports/sandbox.ts';
import type { Attack, AttackClass, Form, Harm } from './attack.ts';
import { orderFor } from './needs.ts';
import { hasRun } from './payload.ts';
import type { Place } from './place.ts';

/** Hostile code itself, however it got to run: a script for the tame form and one for the full form, or one for both. */
export interface HostileCode {
  readonly name: string;
  readonly class: AttackClass;
  readonly needs?: readonly string[];
  readonly language: keyof typeof languages;
  readonly script: (place: Place, form: Form) => string;
  readonly limits?: Partial<SandboxLimits>;
  /** When the tame form has shown that it does not end. */
  readonly timeMs?: number;
  readonly harm: readonly Harm[];
  readonly ended: Attack['ended'];
}

const languages = {
  shell: { file: 'attack.sh', program: 'sh', first: 'echo ran >ran\n' },
  bash: { file: 'attack.sh', program: 'bash', first: 'echo ran >ran\n' },
  node: { file: 'attack.cjs', program: 'node', first: "require('node:fs').writeFileSync('ran', '');\n" },
  python: { file: 'attack.py', program: 'python3', first: "open('ran', 'w').close()\n" },
} as const;

export function coded(code: HostileCode): Attack {
  const { name, language, script, limits = {}, timeMs = 60_000, harm, ended } = code;
  const { file, program, first } = languages[language];
  const argv = [program, file] as const;
  const needs = [...needsOf(language), ...(code.needs ?? [])];
  return {
    name,
    class: code.class,
    needs,
    build: (place, form) => place.write({ [file]: first + script(place, form) }),
    tame: (place) => place.runTamely({ argv, cwd: place.tree, timeMs, measured: place.tree }),
    held: async (place) =>
      hasRun(place, await place.run(argv, { order: { ...orderFor(needs, place), limits } })),
    harm,
    ended,
  };
}

function needsOf(language: HostileCode['language']): readonly string[] {
  switch (language) {
    case 'shell':
    case 'bash':
      return [];
    case 'node':
      return ['node'];
    case 'python':
      return ['python3'];
  }
}
