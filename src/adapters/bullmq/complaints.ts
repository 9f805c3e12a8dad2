/** Passes errors on, but one of the same words once in half a minute: an outage says the same thing all the time. */
export function complaints(onError: (error: unknown) => void): (error: unknown) => void {
  const saidAt = new Map<string, number>();
  return (error) => {
    const words = error instanceof Error ? error.message : String(error);
    const now = Date.now();
    for (const [said, at] of saidAt) if (now - at >= quietMs) saidAt.delete(said);
    if (saidAt.has(words)) return;
    saidAt.set(words, now);
    onError(error);
  };
}

const quietMs = 30_000;
