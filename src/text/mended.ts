/** What is said in a thread whose code has been mended, before it is resolved; the reason is a sentence of the model's. */
export function mendedReply(headSha: string, because: string): string {
  const reason = because.replace(/\s+/g, ' ').trim();
  return `Mended in ${headSha.slice(0, 7)}: ${reason}`;
}
