import { openSandbox } from '../../src/adapters/bubblewrap/sandbox.ts';
import { endWithParent } from './child.ts';

/** Runs a command over a tree until somebody kills this process: `sandbox-victim TREE FOLDER SCRIPT`. */
endWithParent();
const [tree = '', folder = '', script = ''] = process.argv.slice(2);
const { execPath: node, arch: architecture, env: environment } = process;
const sandbox = openSandbox({ environment, folder, node, architecture });
await using session = await sandbox.open({ tree });
await sandbox.state();
console.log('ready');
await session.run({ argv: ['sh', '-c', script, script] });
