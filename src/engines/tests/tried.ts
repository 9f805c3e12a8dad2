import { z } from 'zod';
import { Figures, OnBase } from '../../core/generated-tests.ts';
import type { DropReason } from './drop-reason.ts';
import { FaultIds } from './faults.ts';
import { Covered } from './gain.ts';

/** What running a test showed. */
export const Tried = z.discriminatedUnion('is', [
  z
    .object({
      is: z.literal('passed'),
      names: z.array(z.string()).readonly(),
      figures: Figures,
      kills: FaultIds,
      /** Of the target's file, by the tests of its own file with it. */
      covered: Covered,
      /** Changed lines that it runs by itself and the suite does not. */
      ran: z.array(z.int()).readonly(),
    })
    .readonly(),
  /** It fails on the head every time. */
  z
    .object({
      is: z.literal('failed'),
      names: z.array(z.string()).readonly(),
      message: z.string(),
      command: z.string(),
      onBase: OnBase,
    })
    .readonly(),
  /** `say` tells whoever wrote it why. */
  z.object({ is: z.literal('refused'), because: z.custom<DropReason>(isText), say: z.string() }).readonly(),
]);
export type Tried = z.infer<typeof Tried>;

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** A test that is not taken. */
export function refused(because: DropReason, say: string): Extract<Tried, { is: 'refused' }> {
  return { is: 'refused', because, say };
}
