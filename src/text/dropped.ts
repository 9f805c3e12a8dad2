/** Said where something was prepared and then could not be done on GitHub; the reason with or without a full stop. */
export function droppedAnswer(reason: string): string {
  return `Not done: ${reason.trim().replace(/\.$/, '')}. Ask again if it is still wanted.`;
}
