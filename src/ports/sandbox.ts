import type { Installs } from './installs.ts';

/** Where code is run that nobody vouches for: a repository's tests, linters and build. */
export interface Sandbox {
  /** Whether this machine can hold such code; proven once, by children that try to break out, when first asked. */
  state(): Promise<SandboxState>;
  /** Opens a folder for commands to run in. Where nothing can be held, it opens all the same, and every run says so. */
  open(order: SandboxOrder): Promise<SandboxSession>;
  /** Those of some tools that this machine does not have. */
  missing(tools: readonly string[]): Promise<readonly string[]>;
  /**
   * What decides, beside the tree, what an installation with these tools comes to: their versions, this machine, where packages come
   * from. The same text where all of it is the same.
   */
  surroundings(tools: readonly string[]): Promise<string>;
  /** What was installed before; null where nothing is kept. */
  readonly installs: Installs | null;
}

export type SandboxState =
  | {
      readonly is: 'verified';
      /** What holds processes and memory: a control group, or limits on each process and our own watching. */
      readonly by: 'cgroup-v2' | 'cgroup-v1' | 'rlimits';
    }
  | { readonly is: 'not-verified'; readonly reason: string };

export interface SandboxOrder {
  /** A folder on this machine, which code in the sandbox may read, write and spoil. It stays its owner's, who deletes it. */
  readonly tree: string;
  /** Narrower limits than the operator's; a wider one counts for nothing. */
  readonly limits?: Partial<SandboxLimits>;
  /**
   * Programs to run or to be found by others, by name: `node`, `python3`. What /usr/bin holds is there anyway. `python3 with pytest` is one
   * that has the module, where this machine has such a one, and else the usual one.
   */
  readonly tools?: readonly string[];
  /** Other folders of this machine, shown for reading inside the tree: installed dependencies. */
  readonly mounts?: readonly SandboxMount[];
  /** `registries`: nothing but the package registries that this machine is set up for. `none` unless said. */
  readonly network?: SandboxNetwork;
  /** Paths of the tree that `changes` does not look into: folders of installed packages, as `prepare` names them. */
  readonly installed?: readonly string[];
}

export type SandboxNetwork = 'none' | 'registries';

export interface SandboxMount {
  readonly from: string;
  /** A path of the tree, where a folder is made if there is none. */
  readonly to: string;
}

/** What all processes of a run may take together, unless it says otherwise. */
export interface SandboxLimits {
  /** By the clock. */
  readonly timeMs: number;
  /** Of the processor, for each process. */
  readonly processorMs: number;
  readonly memoryBytes: number;
  /** With the threads of each. */
  readonly processes: number;
  /** What the tree may hold, in bytes and in files and folders. */
  readonly diskBytes: number;
  readonly diskFiles: number;
  /** The largest file that may be written. */
  readonly fileBytes: number;
  /** What the temporary folder may hold; it lives in memory and goes with the run. */
  readonly temporaryBytes: number;
  /** What may be printed, to both outputs together. */
  readonly outputBytes: number;
  /** How much of each output is kept, half from its beginning and half from its end. */
  readonly keptBytes: number;
}

/** One folder and the commands run in it, one at a time. Disposing of it ends what still runs. */
export interface SandboxSession extends AsyncDisposable {
  /** Where commands see the tree: for output that names files. */
  readonly root: string;
  /** Those of the ordered tools that this machine does not have. */
  readonly missingTools: readonly string[];
  /** Runs a program to its end, and everything that it started with it. Never throws for what the program does. */
  run(command: SandboxCommand): Promise<SandboxResult>;
  /** A file's bytes, following no link. */
  read(path: string, maxBytes?: number): Promise<SandboxFile>;
  /** Writes a file and the folders above it, following no link. */
  write(path: string, content: string | Uint8Array, mode?: FileMode): Promise<SandboxWritten>;
  remove(path: string): Promise<SandboxWritten>;
  /** Paths of files that were made, written or removed since the session was opened, sorted; touching counts as writing. */
  changes(): Promise<readonly SandboxChange[]>;
}

export interface SandboxCommand {
  /** The program by its name or path, and its arguments; no shell reads them. */
  readonly argv: readonly [string, ...string[]];
  /** A folder of the tree; the tree itself unless said. */
  readonly cwd?: string;
  readonly env?: Partial<Record<EnvironmentName, string>>;
  readonly input?: string | Uint8Array;
  /** Less time than the session's limit. */
  readonly timeMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The only names that a command's environment can be given; all others are ours or absent. */
export const environmentNames = [
  'CI',
  'COVERAGE_FILE',
  'FORCE_COLOR',
  'GOFLAGS',
  'JAVA_TOOL_OPTIONS',
  'JUNIT_OUTPUT',
  'LC_ALL',
  'NODE_ENV',
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_V8_COVERAGE',
  'NO_COLOR',
  'PYTHONDONTWRITEBYTECODE',
  'PYTHONHASHSEED',
  'PYTHONPATH',
  'PYTEST_ADDOPTS',
  'RUBYOPT',
  'TZ',
  'VIRTUAL_ENV',
] as const;

export type EnvironmentName = (typeof environmentNames)[number];

export interface SandboxResult {
  readonly ended: SandboxEnding;
  readonly stdout: SandboxOutput;
  readonly stderr: SandboxOutput;
  readonly ms: number;
}

export type SandboxEnding =
  | { readonly is: 'exited'; readonly exitCode: number }
  /** By a signal that was not ours. */
  | { readonly is: 'signalled'; readonly signal: string }
  | { readonly is: 'timed-out'; readonly limitMs: number }
  | { readonly is: 'processor-time'; readonly limitMs: number }
  | { readonly is: 'out-of-memory'; readonly limitBytes: number }
  | { readonly is: 'too-many-processes'; readonly limit: number }
  | { readonly is: 'output-limit'; readonly limitBytes: number }
  | { readonly is: 'file-too-large'; readonly limitBytes: number }
  | { readonly is: 'disk-full'; readonly limitBytes: number; readonly limitFiles: number }
  | { readonly is: 'cancelled' }
  /** Nothing was run: the sandbox does not hold on this machine, or could not be made. */
  | { readonly is: 'not-verified'; readonly reason: string };

export interface SandboxOutput {
  /** What was printed; where it was too much, its beginning, a line saying how many bytes are left out, and its end. */
  readonly text: string;
  readonly bytes: number;
}

export type FileMode = 'plain' | 'executable';

export type SandboxFile =
  | { readonly is: 'file'; readonly bytes: Uint8Array; readonly mode: FileMode }
  | { readonly is: 'refused'; readonly reason: SandboxRefusal };

export type SandboxWritten =
  | { readonly is: 'done' }
  | { readonly is: 'refused'; readonly reason: SandboxRefusal };

/** Why a path of the tree is not touched: it is not inside, leads over a link, or is no plain file that is small enough. */
export type SandboxRefusal = 'absent' | 'outside' | 'link' | 'not-a-file' | 'too-large' | 'no-access';

export interface SandboxChange {
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** What is there now, or was there: only files can be read. */
  readonly kind: 'file' | 'link' | 'other';
}
