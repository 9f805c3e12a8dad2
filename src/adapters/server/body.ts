import type { IncomingMessage } from 'node:http';

/** What became of a request's body. `no-room` means that the bodies of all requests together take up what they may. */
export type Body =
  | { readonly is: 'read'; readonly text: string; readonly release: () => void }
  | { readonly is: 'too-large' }
  | { readonly is: 'no-room' }
  | { readonly is: 'broken-off' };

export interface BodyLimits {
  readonly oneBodyBytes: number;
  readonly allBodiesBytes: number;
}

/** Reads bodies under limits of their own and a common one. Whoever has read one releases it when its text is let go. */
export function openBodies(limits: BodyLimits): (request: IncomingMessage) => Promise<Body> {
  let held = 0;
  return async (request) => {
    if (Number(request.headers['content-length'] ?? 0) > limits.oneBodyBytes) return { is: 'too-large' };
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      const incoming: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
      for await (const chunk of incoming) {
        if (size + chunk.length > limits.oneBodyBytes) return without('too-large');
        if (held + chunk.length > limits.allBodiesBytes) return without('no-room');
        size += chunk.length;
        held += chunk.length;
        chunks.push(chunk);
      }
    } catch {
      return without('broken-off');
    }
    return { is: 'read', text: Buffer.concat(chunks).toString('utf8'), release };

    function without(is: Exclude<Body['is'], 'read'>): Body {
      release();
      return { is };
    }

    function release(): void {
      held -= size;
      size = 0;
    }
  };
}
