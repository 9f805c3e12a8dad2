import type { Schema } from './schemas.ts';

/**
 * The schema with its objects closed: a property that it does not name is an error, unless it says itself what others
 * may be. References are replaced by the components that they mean.
 */
export function closed(schema: Schema, components: Readonly<Record<string, Schema>>): Schema {
  return close(schema);

  function close(schema: Schema): Schema {
    const { $ref, properties, additionalProperties = false, items, anyOf, allOf } = schema;
    if ($ref !== undefined) return close(components[$ref.replace('#/schemas/', '')] ?? {});
    if (allOf !== undefined) throw new Error('a request body with allOf cannot be closed');
    return {
      ...schema,
      ...(properties && { properties: mapValues(properties, close), additionalProperties }),
      ...(items && { items: close(items) }),
      ...(anyOf && { anyOf: anyOf.map(close) }),
    };
  }
}

function mapValues<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
