/** Milliseconds as GitHub writes them: `2026-11-22T10:00:00Z`. */
export function instant(milliseconds: number) {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

export function instantOrNull(milliseconds: number | undefined) {
  return milliseconds === undefined ? null : instant(milliseconds);
}
