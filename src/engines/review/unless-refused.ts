import { Failure } from '../../core/failure.ts';

/**
 * What a question gives that a review is worth having without: null where its answer cannot be read, or nothing may be spent on it.
 * Every other Failure is thrown.
 */
export async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Failure && isRefusal(error)) return null;
    throw error;
  }
}

function isRefusal({ why }: Failure): boolean {
  return why.kind === 'budget' || (why.kind === 'user' && why.reason.is === 'model-unreadable');
}
