import { codeSpan } from '../core/fence.ts';

/** To whoever wants to stop something where nothing is under way; `command` is the one that was named, if any. */
export function nothingToStop(command: string | null): string {
  return command === null
    ? 'Nothing of Patchwright is running here, so there is nothing to stop.'
    : `No ${codeSpan(`/${command}`)} is running here, so there is nothing to stop.`;
}

/** To whoever wants something continued where nothing was left unfinished. */
export function nothingToContinue(command: string | null): string {
  return command === null
    ? 'Nothing here was stopped or left unfinished, so there is nothing to continue. Ask for what you want by its own command.'
    : `No ${codeSpan(`/${command}`)} was stopped or left unfinished here, so there is nothing to continue. Ask for it anew.`;
}
