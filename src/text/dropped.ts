/** Said where something was prepared and then could not be done on GitHub; the reason with or without a full stop, and with what helps or not. */
export function droppedAnswer(reason: string): string {
  const why = `Not done: ${reason.trim().replace(/\.$/, '')}.`;
  return /\bask again\.$/i.test(why) ? why : `${why} Ask again if it is still wanted.`;
}
