import { once } from './once.ts';
import { openSchemas, type Schema } from './schemas.ts';

/** A route as `fixtures/github/rest.json` holds it. */
export interface Route {
  readonly path: Schema;
  readonly query: Schema;
  /** The path parameters whose value may hold slashes. */
  readonly multiSegment: readonly string[];
  readonly request?: { readonly required: boolean; readonly schema: Schema };
  /** Schemas by status and media type; a status without media types has no body. */
  readonly answers: Readonly<Record<string, Readonly<Record<string, Schema>>>>;
}

interface Rest {
  readonly routes: Readonly<Record<string, Route>>;
  readonly schemas: Readonly<Record<string, Schema>>;
}

/** GitHub's REST description, cut down; read at first use. */
export const rest = once(() => openSchemas<Rest>('rest.json'));
