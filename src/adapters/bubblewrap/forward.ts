import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { constants } from 'node:os';

/**
 * Runs inside a jail as a program of its own: `forward SOCKET PORT PROGRAM ARGUMENT …`. What connects to the port of the jail's own
 * network is handed on to the Unix socket; the program runs meanwhile, and its end is ours.
 */
const [socketPath = '', port = '', program = '', ...args] = process.argv.slice(2);

const server = createServer((inside) => {
  const outside = connect(socketPath);
  inside.on('error', () => outside.destroy());
  outside.on('error', () => inside.destroy());
  inside.pipe(outside).pipe(inside);
});

server.listen(Number(port), '127.0.0.1', () => {
  const child = spawn(program, args, { stdio: 'inherit' });
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(127);
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  });
});
