import { callLine } from '../../agent/prompt.ts';
import { Entry } from '../../core/transcript.ts';
import type { ImplementationPhase, ImplementationParts } from '../../engines/implementation/parts.ts';
import type { NumberedEntry } from '../../ports/ledger.ts';
import { steering } from '../../text/implement-status.ts';
import type { Task } from '../command.ts';

type Show = Pick<ImplementationParts, 'transcript'> & Pick<ImplementationParts['steps'], 'progress'>;

/** Calls of tools that are shown, the latest of them. */
const mostLines = 8;

/** Shows how the work comes along: the plan where the engine tells of it, and what the model does as it is written down. */
export function openShow(task: Task<unknown>): Show {
  let phase: ImplementationPhase = 'looking';
  let trail: readonly string[] = [];
  return {
    progress: async (next, plan, done) => {
      phase = next;
      await task.progress(phase, { plan, stepsDone: done, trail, hint: steering });
    },
    transcript: {
      redact: task.transcript.redact,
      record: async (entries) => {
        await task.transcript.record(entries);
        const lines = entries.flatMap(lineOf);
        if (lines.length === 0) return;
        trail = [...trail, ...lines].slice(-mostLines);
        await task.progress(phase, { trail });
      },
    },
  };
}

/** The call of a tool on one line; nothing else that happens is one. */
function lineOf({ entry }: NumberedEntry): readonly string[] {
  const read = Entry.safeParse(entry).data;
  return read?.is === 'called' ? [callLine({ id: '', tool: read.tool, input: read.input })] : [];
}
