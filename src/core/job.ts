import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Cause, Event } from './event.ts';
import { installationOf } from './run.ts';

export const Lane = z.enum(['quick', 'long']);
export type Lane = z.infer<typeof Lane>;

const common = { version: z.literal(1), id: z.string() };

/**
 * One attempt to move something on. `hear` looks at an event, `work` moves a run on, `probe` shows by being taken that somebody
 * takes jobs.
 * Parsed anew by the worker: an older deploy may have written it.
 */
export const Job = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('hear'), event: Event, cause: Cause }).readonly(),
  z
    .object({
      ...common,
      kind: z.literal('work'),
      lane: Lane,
      run: z.string(),
      generation: z.int().positive(),
      installation: z.int(),
      repository: z.int(),
    })
    .readonly(),
  z.object({ ...common, kind: z.literal('probe') }).readonly(),
]);
export type Job = z.infer<typeof Job>;

/** As much of a job as one of any version has. */
export const JobOfAnyVersion = z.object({ id: z.string() });

export type HearJob = Extract<Job, { kind: 'hear' }>;
export type WorkJob = Extract<Job, { kind: 'work' }>;

/** Admission takes seconds and must never wait behind long work. */
export function laneOf(job: Job): Lane {
  return job.kind === 'work' ? job.lane : 'quick';
}

/** On whose behalf a job is; undefined where it is nobody's, or all repositories' of an installation. */
export interface Tenant {
  readonly installation: number | undefined;
  readonly repository: number | undefined;
}

/** Undefined for a probe: it is there for whoever runs the app. */
export function tenantOf(job: Job): Tenant | undefined {
  switch (job.kind) {
    case 'hear':
      return { installation: installationOf(job.cause), repository: repositoryOf(job.event) };
    case 'work':
      return { installation: job.installation, repository: job.repository };
    case 'probe':
      return undefined;
  }
}

/** The repository that an event is about; undefined for what concerns a whole installation. */
export function repositoryOf(event: Event): number | undefined {
  if ('ref' in event) return event.ref.id;
  return 'repository' in event ? event.repository.id : undefined;
}

/** An id that is the same for the same parts, and one that BullMQ takes: a letter first, no colon. */
export function jobId(...parts: readonly (string | number)[]): string {
  return `j${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`;
}

/**
 * The id of the job that hears what this cause tells of, which a redelivery shares; what is the same work for other reasons is noticed
 * on admission.
 */
export function hearId(cause: string): string {
  return jobId('hear', cause);
}
