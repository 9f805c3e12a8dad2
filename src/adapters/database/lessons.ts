import { and, asc, eq, isNotNull, sql } from './drizzle.ts';
import { z } from 'zod';
import type { Lesson, LessonPlace, Lessons } from '../../ports/ledger.ts';
import { asked } from './faults.ts';
import { lessons } from './schema.ts';
import { inTurn, type Tables } from './tables.ts';

export function openLessons(tables: Tables): Lessons {
  return { of: (repositoryId) => asked(() => lessonsOf(tables, repositoryId)) };
}

const Content = z.object({ text: z.string(), by: z.string(), from: z.string() });

async function lessonsOf(tables: Tables, repositoryId: number): Promise<readonly Lesson[]> {
  const rows = await tables
    .select()
    .from(lessons)
    .where(and(eq(lessons.repositoryId, repositoryId), isNotNull(lessons.lesson)))
    .orderBy(asc(lessons.id));
  return rows.map(({ id, lesson, addedAt }) => ({ id, ...Content.parse(lesson), at: addedAt }));
}

interface NewLesson {
  readonly key: string;
  readonly place: LessonPlace;
  readonly lesson: Omit<Lesson, 'id' | 'at'>;
}

/** Keeps a lesson under the repository's next number, once for each key. */
export async function addLesson(
  tables: Tables,
  { key, place, lesson }: NewLesson,
  now: number,
): Promise<void> {
  const { installation, repository } = place;
  const next = sql<number>`(select coalesce(max(id), 0) + 1 from ${lessons} where repository_id = ${repository})`;
  const whose = { repositoryId: repository, installationId: installation };
  await inTurn(tables, `lessons ${repository}`, (ours) =>
    ours
      .insert(lessons)
      .values({ ...whose, id: next, key, lesson, addedAt: now })
      .onConflictDoNothing({ target: lessons.key }),
  );
}

export async function dropLesson(tables: Tables, repositoryId: number, id: number): Promise<void> {
  await tables
    .update(lessons)
    .set({ lesson: null })
    .where(and(eq(lessons.repositoryId, repositoryId), eq(lessons.id, id)));
}
