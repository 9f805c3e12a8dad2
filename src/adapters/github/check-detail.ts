import { z } from 'zod';
import { Failure } from '../../core/failure.ts';
import { readJobLog } from './job-log.ts';
import { read, type Reading } from './reading.ts';

/** A check run that did not pass, as GitHub lists it. */
export interface FailedRun {
  readonly id: number;
  readonly conclusion: string | null;
  readonly app: { readonly slug?: string | undefined } | null;
  readonly output: {
    readonly title: string | null;
    readonly summary: string | null;
    readonly text: string | null;
    readonly annotations_count: number;
  };
}

/**
 * Everything that a failed check run says: how it ended, its summary, its annotations, and the end of the log where it is a job of
 * GitHub's Actions. All of it is text by strangers.
 */
export async function readRunDetail(at: Reading, run: FailedRun): Promise<string> {
  const { title, summary, text, annotations_count: count } = run.output;
  const parts = [
    endingOf(run),
    ...[title, summary, text].map((part) => part?.trim().slice(0, longestPart) ?? ''),
    count === 0 ? '' : await orSilence(readAnnotations(at, run.id)),
    isJob(run) ? await orSilence(readJobLog(at, run.id)) : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

export function endingOf({ conclusion }: Pick<FailedRun, 'conclusion'>): string {
  return `It ended as ${conclusion ?? 'failure'}.`;
}

/** Characters of each of title, summary and text. */
const longestPart = 10_000;

/** A job's id is that of its check run. What was cancelled tells nothing by its log. */
function isJob({ app, conclusion }: FailedRun): boolean {
  return app?.slug === 'github-actions' && conclusion !== 'cancelled';
}

/** What GitHub has not, or not for us, is left out. */
async function orSilence(asked: Promise<string>): Promise<string> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Failure && error.why.kind !== 'transient') return '';
    throw error;
  }
}

const Annotations = z.array(
  z.object({
    path: z.string(),
    start_line: z.int(),
    end_line: z.int(),
    annotation_level: z.string().nullable(),
    title: z.string().nullable(),
    message: z.string().nullable(),
  }),
);

/** The first fifty, which is what one request of their maker can hold. */
async function readAnnotations(at: Reading, runId: number): Promise<string> {
  const annotations = await read(at, 'the annotations', Annotations, (name) =>
    at.client.rest.checks.listAnnotations({ ...name, check_run_id: runId, per_page: 50 }),
  );
  return annotations.map(annotationLine).join('\n');
}

/** Characters of one annotation. */
const longestMessage = 2_000;

/** `src/a.ts:3-5: failure: Title: message`. */
function annotationLine(annotation: z.infer<typeof Annotations>[number]): string {
  const { path, start_line: start, end_line: end, annotation_level: level, title, message } = annotation;
  const place = `${path}:${start === end ? start : `${start}-${end}`}`;
  const said = [level, title, message].filter((part) => part !== null && part !== '').join(': ');
  return `${place}: ${said.slice(0, longestMessage)}`;
}
