import { z } from 'zod';

/** What may be written, as JSON Schema has it: for editors, for the documents, and to know what was probably meant. */
export const Shape = z.looseObject({
  description: z.string().default(''),
  default: z.json().optional(),
  enum: z.array(z.string()).optional(),
  required: z.array(z.string()).default([]),
  get properties() {
    return z.record(z.string(), Shape).optional();
  },
  get items() {
    return Shape.optional();
  },
  get anyOf() {
    return z.array(Shape).default([]);
  },
});
export type Shape = z.infer<typeof Shape>;

/** Every faulty file asks for the same. */
const shapes = new WeakMap<z.ZodType, Shape>();

/** What the schema takes, before defaults are filled in. */
export function shapeOf(schema: z.ZodType): Shape {
  const shape = shapes.get(schema) ?? Shape.parse(jsonSchema(schema));
  shapes.set(schema, shape);
  return shape;
}

/** The same as a JSON Schema of draft 7, which every editor knows. */
export function jsonSchema(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema: part }) => {
      // That our own code does not change a value tells people nothing about writing it.
      delete part.readOnly;
    },
  });
}

/** The keys that are known at a path, and those of them that cannot be left out. */
export function keysAt(
  shape: Shape,
  path: readonly PropertyKey[],
): { readonly known: readonly string[]; readonly required: readonly string[] } {
  const shapes = path.reduce<readonly Shape[]>(
    (shapes, step) => shapes.flatMap((shape) => shapesBelow(shape, step)),
    alternatives(shape),
  );
  return {
    known: shapes.flatMap(({ properties }) => Object.keys(properties ?? {})),
    required: shapes.flatMap(({ required }) => required),
  };
}

function shapesBelow({ properties, items }: Shape, step: PropertyKey): readonly Shape[] {
  const below =
    typeof step === 'number' ? items : new Map(Object.entries(properties ?? {})).get(String(step));
  return below === undefined ? [] : alternatives(below);
}

function alternatives(shape: Shape): readonly Shape[] {
  return [shape, ...shape.anyOf];
}
