import { createServer, type Server, type Socket } from 'node:net';

/** A server that nobody is to reach: at a port of this machine, at a socket file, and at a name that is no file. */
export interface Trap extends AsyncDisposable {
  readonly port: number;
  /** The name, without the zero in front of it. */
  readonly hiddenName: string;
  visits(): number;
  /** All that was ever sent to it. */
  received(): string;
}

export async function listen(socketFile: string): Promise<Trap> {
  let visits = 0;
  let received = '';
  const hiddenName = `patchwright-trap-${process.pid}`;
  const servers = [0, socketFile, `\0${hiddenName}`].map(() => createServer(receive));
  await Promise.all([
    listening(servers[0]!, 0),
    listening(servers[1]!, socketFile),
    listening(servers[2]!, `\0${hiddenName}`),
  ]);
  const address = servers[0]?.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    hiddenName,
    visits: () => visits,
    received: () => received,
    [Symbol.asyncDispose]: async () => {
      await Promise.all(servers.map(closed));
    },
  };

  function receive(socket: Socket): void {
    visits += 1;
    socket.on('data', (data) => {
      received += data.toString('latin1');
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
    socket.on('error', () => socket.destroy());
  }
}

function listening(server: Server, where: number | string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(where, resolve);
  });
}

function closed(server: Server): Promise<unknown> {
  return new Promise((resolve) => {
    server.close(resolve);
  });
}
