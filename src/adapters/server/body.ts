import type { IncomingMessage } from 'node:http';

/**
 * What became of a request's body. `no-room` means that the bodies of all requests together take up what they may, `crumbs` that
 * it is cut into so many pieces that to take them would keep everybody else waiting.
 */
export type Body =
  | { readonly is: 'read'; readonly bytes: Buffer; readonly release: () => void }
  | { readonly is: 'too-large' }
  | { readonly is: 'no-room' }
  | { readonly is: 'crumbs' }
  | { readonly is: 'broken-off' };

export interface BodyLimits {
  readonly oneBodyBytes: number;
  readonly allBodiesBytes: number;
}

/**
 * Reads bodies under limits of their own and a common one. Whoever has read one releases it when nobody reads its bytes any more. Where
 * all together need more, the body that has been coming in for longest gives way: an honest one is there in no time.
 */
export function openBodies(limits: BodyLimits): (request: IncomingMessage) => Promise<Body> {
  const room = openRoom(limits.allBodiesBytes);
  return (request) => {
    const announced = announcedBytes(request);
    if (announced > limits.oneBodyBytes) return Promise.resolve({ is: 'too-large' });
    return read(request, room, announced, limits.oneBodyBytes);
  };
}

/** Zero where nothing is announced. */
function announcedBytes({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}

/** What all bodies take up together, and those that are still coming in, the oldest first. */
interface Room {
  /** Makes sure of so many bytes more for a body, which has to be let in first; false where it has to give way itself. */
  take(bytes: number, body: Incoming): boolean;
  letIn(body: Incoming): void;
  /** The body has come to its end: it keeps its room, and need not give way any more. */
  settle(body: Incoming): void;
  giveBack(bytes: number): void;
}

interface Incoming {
  readonly giveWay: () => void;
}

function openRoom(allBytes: number): Room {
  const incoming = new Set<Incoming>();
  let held = 0;
  return {
    take: (bytes, body) => {
      for (const oldest of incoming) {
        if (oldest === body || held + bytes <= allBytes) break;
        oldest.giveWay();
      }
      const isRoom = held + bytes <= allBytes;
      if (isRoom) held += bytes;
      return isRoom;
    },
    letIn: (body) => void incoming.add(body),
    settle: (body) => void incoming.delete(body),
    giveBack: (bytes) => {
      held -= bytes;
    },
  };
}

function read(request: IncomingMessage, room: Room, announced: number, mostBytes: number): Promise<Body> {
  const { promise, resolve } = Promise.withResolvers<Body>();
  const body: Incoming = { giveWay: () => end({ is: 'no-room' }) };
  const store = openStore({ announced, mostBytes, take: (bytes) => room.take(bytes, body) });
  let pieces = 0;
  room.letIn(body);
  request.on('data', take).once('end', finish).once('close', breakOff).once('error', breakOff);
  return promise;

  function take(chunk: Buffer<ArrayBuffer>): void {
    const needed = store.size() + chunk.length;
    pieces += 1;
    if (needed > mostBytes) return end({ is: 'too-large' });
    if (pieces > mostPieces(needed)) return end({ is: 'crumbs' });
    if (!store.add(chunk)) end({ is: 'no-room' });
  }

  function finish(): void {
    stop();
    resolve({ is: 'read', bytes: store.bytes(), release });
  }

  function breakOff(): void {
    end({ is: 'broken-off' });
  }

  function end(as: Exclude<Body, { is: 'read' }>): void {
    stop();
    release();
    resolve(as);
  }

  function stop(): void {
    room.settle(body);
    request.off('data', take).off('end', finish).off('close', breakOff).pause();
  }

  function release(): void {
    room.giveBack(store.free());
  }
}

/** The bytes of a body that is coming in. */
interface Store {
  /** False where there is no room for them. */
  add(chunk: Buffer<ArrayBuffer>): boolean;
  size(): number;
  bytes(): Buffer;
  /** Lets them go, and answers how much room they took; nothing the second time. */
  free(): number;
}

interface StoreParts {
  readonly announced: number;
  readonly mostBytes: number;
  /** Makes sure of so many bytes more. */
  readonly take: (bytes: number) => boolean;
}

/**
 * The bytes are copied together as they come: kept as they were cut, a body in chunks of one byte would take up a hundred times
 * its size. One that has come whole is kept as it is.
 */
function openStore({ announced, mostBytes, take }: StoreParts): Store {
  let bytes: Buffer<ArrayBuffer> = Buffer.alloc(0);
  let taken = 0;
  let size = 0;
  return {
    add: (chunk) => {
      const needed = size + chunk.length;
      const isWhole = chunk.length === announced;
      if (needed > taken && !(isWhole ? keep(chunk) : grow(roomFor(needed)))) return false;
      if (!isWhole) chunk.copy(bytes, size);
      size = needed;
      return true;
    },
    size: () => size,
    bytes: () => bytes.subarray(0, size),
    free: () => {
      const given = taken;
      taken = 0;
      if (bytes.buffer.resizable) bytes.buffer.resize(0);
      return given;
    },
  };

  function roomFor(needed: number): number {
    return Math.max(Math.min(announced, smallBytes), needed, roomAfter(size, mostBytes));
  }

  function keep(chunk: Buffer<ArrayBuffer>): boolean {
    if (!take(chunk.length)) return false;
    bytes = chunk;
    taken = chunk.length;
    return true;
  }

  function grow(to: number): boolean {
    if (!take(to - taken)) return false;
    bytes = larger(bytes, to, mostBytes);
    taken = to;
    return true;
  }
}

/** Networks cut at 1,200 bytes or more, proxies seldom below 500. */
function mostPieces(size: number): number {
  return 1_000 + size / 500;
}

function roomAfter(size: number, mostBytes: number): number {
  return Math.min(size + Math.min(size, 1_000_000), mostBytes);
}

/** Most of GitHub's bodies are smaller. */
const smallBytes = 64_000;

/** Large bodies lie in memory that grows where it is, and that is given back at once: garbage of such a size would pile up. */
function larger(bytes: Buffer<ArrayBuffer>, to: number, mostBytes: number): Buffer<ArrayBuffer> {
  if (bytes.buffer.resizable) {
    bytes.buffer.resize(to);
    return bytes;
  }
  const roomier =
    to <= smallBytes
      ? Buffer.allocUnsafeSlow(to)
      : Buffer.from(new ArrayBuffer(to, { maxByteLength: mostBytes }));
  bytes.copy(roomier);
  return roomier;
}
