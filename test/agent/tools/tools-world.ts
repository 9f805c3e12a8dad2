import { observationText } from '../../../src/agent/observation.ts';
import type { Tool } from '../../../src/agent/tool.ts';
import { editBlocksTool, editTool } from '../../../src/agent/tools/edit.ts';
import { readingTools } from '../../../src/agent/tools/read.ts';
import { searchingTools } from '../../../src/agent/tools/search.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import type { RawEntry } from '../../adapters/raw-tree.ts';
import { checkoutWorld } from '../../adapters/workspace-world.ts';

/** A workspace and the tools over it. */
export interface ToolsWorld extends AsyncDisposable {
  readonly workspace: Workspace;
  /** Calls a tool and answers how it went, and what the model reads; nonces are left out. */
  readonly call: (tool: string, input: object) => Promise<string>;
  /** As `call`, with the edits as a text in sections. */
  readonly editBlocks: (edits: string) => Promise<string>;
}

export async function toolsWorld(
  files: Readonly<Record<string, string>> | readonly RawEntry[],
): Promise<ToolsWorld> {
  const world = await checkoutWorld();
  const workspace = await world.open(files);
  const desk = { workspace, trust: 'author' } as const;
  const tools = [...readingTools(desk), ...searchingTools(desk), editTool(desk)];
  return {
    workspace,
    call: (name, input) =>
      answer(
        tools.find(({ head }) => head.name === name)!,
        input,
      ),
    editBlocks: (edits) => answer(editBlocksTool(desk), { edits }),
    [Symbol.asyncDispose]: async () => {
      await workspace[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

async function answer(tool: Tool<never>, input: object): Promise<string> {
  const context = { signal: new AbortController().signal, step: 1 };
  const called = await tool.call(JSON.stringify(input), context);
  if (called.is === 'misused') return `misused: ${called.fault}`;
  const text = observationText(called.pieces, 10_000).replaceAll(/untrusted-[0-9a-f]{12}/g, 'untrusted');
  return called.is === 'seen' ? text : `${called.is}: ${text}`;
}

/** Text of the repository as a model reads it. */
export function wrapped(source: string, text: string): string {
  return `<untrusted source=${JSON.stringify(source)} trust="author">\n${text}\n</untrusted>`;
}
