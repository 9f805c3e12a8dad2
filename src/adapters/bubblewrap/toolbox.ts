import { findTool, type Surroundings, type Tool, versionOf } from './tools.ts';

/** What sessions are given of the tools that they order. */
export interface Tools {
  /** For PATH, before the usual ones. */
  readonly folders: readonly string[];
  readonly shown: readonly string[];
  readonly missing: readonly string[];
}

export interface Toolbox {
  /** Tools by their names: `node`, `python3 with pytest`. */
  readonly tools: (names: readonly string[]) => Promise<Tools>;
  /** Where they lie, and what they say of their version. */
  readonly versions: (names: readonly string[]) => Promise<readonly string[]>;
}

/** Looks for each tool once: what is installed on this machine meanwhile is found after a restart. */
export function openToolbox(surroundings: Surroundings): Toolbox {
  const found = new Map<string, Promise<Tool | undefined>>();
  const versions = new Map<string, Promise<string>>();
  return {
    tools: async (names) => {
      const tools = await findAll(names);
      return {
        folders: foldersOf(tools),
        shown: unique(tools.flatMap(({ tool }) => tool?.shown ?? [])),
        missing: names.filter((name) => tools.some((each) => isNamed(each, name) && each.tool === undefined)),
      };
    },
    versions: async (names) => {
      const tools = await findAll(names);
      return Promise.all(
        tools.map((each) => once(versions, keyOf(each), () => describe(each, surroundings))),
      );
    },
  };

  async function findAll(names: readonly string[]): Promise<readonly Found[]> {
    return Promise.all(
      wantedTools(names).map(async (wanted) => {
        const { name, modules } = wanted;
        const tool = await once(found, keyOf(wanted), () => findTool(name, surroundings, modules));
        return { ...wanted, tool };
      }),
    );
  }
}

/** A program, and modules that it should have. */
interface Wanted {
  readonly name: string;
  readonly modules: readonly string[];
}

interface Found extends Wanted {
  readonly tool: Tool | undefined;
}

/** Programs in the order of their names, each once, with all the modules that are wanted of it. */
function wantedTools(names: readonly string[]): readonly Wanted[] {
  const parts = names.map((each) => each.split(' with '));
  return unique(parts.map(([name = '']) => name)).map((name) => ({
    name,
    modules: unique(parts.flatMap(([other, module]) => (other === name && module ? [module] : []))),
  }));
}

function isNamed({ name }: Wanted, text: string): boolean {
  return text.split(' with ')[0] === name;
}

function keyOf({ name, modules }: Wanted): string {
  return [name, ...modules.toSorted()].join(' with ');
}

function once<Value>(
  known: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/**
 * Folders that are on every PATH anyway come behind those of other tools; a program with modules still has to be found before its
 * namesakes in them.
 */
function foldersOf(tools: readonly Found[]): readonly string[] {
  const folders = tools.flatMap(({ tool, modules }) => (tool === undefined ? [] : [{ ...tool, modules }]));
  const own = folders.filter(({ folder }) => !isUsual(folder));
  const chosen = folders.filter(({ folder, modules }) => isUsual(folder) && modules.length > 0);
  return unique([...own, ...chosen].map(({ folder }) => folder));
}

function isUsual(folder: string): boolean {
  return /^\/usr\/(?:local\/)?s?bin$|^\/s?bin$/.test(folder);
}

async function describe({ name, tool }: Found, surroundings: Surroundings): Promise<string> {
  if (tool === undefined) return `no ${name}`;
  return `${tool.folder}/${name} ${await versionOf(name, tool, surroundings)}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
