/** As much of JSON schema as our own schemas use, for the tests. */
interface Schema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly type?: string | readonly string[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/** What of a value breaks the schema, by path. */
export function violations(schema: object, value: unknown): readonly string[] {
  return check(schema as Schema, value, '$', schema as Schema);
}

function check(schema: Schema, value: unknown, path: string, root: Schema): string[] {
  if (schema.$ref !== undefined) {
    const target = root.definitions?.[schema.$ref.replace('#/definitions/', '')];
    return target === undefined ? [`${path}: ${schema.$ref} is not defined`] : check(target, value, path, root);
  }
  if (schema.anyOf !== undefined) {
    const fits = schema.anyOf.some((choice) => check(choice, value, path, root).length === 0);
    return fits ? [] : [`${path}: none of the choices`];
  }
  if ('const' in schema && schema.const !== value) return [`${path}: not ${String(schema.const)}`];
  if (schema.enum !== undefined && !schema.enum.includes(value)) return [`${path}: not one of the values`];
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type;
  if (types !== undefined && !types.some((type) => isOf(type, value))) return [`${path}: not ${types.join(' or ')}`];
  if (schema.minimum !== undefined && typeof value === 'number' && value < schema.minimum) {
    return [`${path}: less than ${schema.minimum}`];
  }
  if (schema.maximum !== undefined && typeof value === 'number' && value > schema.maximum) {
    return [`${path}: more than ${schema.maximum}`];
  }
  if (typeof value === 'string' && value.length < (schema.minLength ?? 0)) return [`${path}: too short`];
  if (typeof value === 'string' && schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
    return [`${path}: not ${schema.pattern}`];
  }
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.flatMap((item, index) => check(items, item, `${path}[${index}]`, root));
  }
  return typeof value === 'object' && value !== null ? checkProperties(schema, value, path, root) : [];
}

function checkProperties(schema: Schema, value: object, path: string, root: Schema): string[] {
  const properties = schema.properties ?? {};
  const unknown =
    schema.additionalProperties === false ? Object.keys(value).filter((name) => !(name in properties)) : [];
  return [
    ...unknown.map((name) => `${path}: ${name} is not known`),
    ...(schema.required ?? []).filter((name) => !(name in value)).map((name) => `${path}: ${name} is missing`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const property = properties[name];
      return property === undefined ? [] : check(property, inner, `${path}.${name}`, root);
    }),
  ];
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
