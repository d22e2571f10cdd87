import type { Place } from '../yaml';

/**
 * The form of a value in the charter, as data. Reading, the JSON schema, completion and hover all follow it, so that
 * they cannot disagree. `T` is what reading makes of it.
 */
export type Shape<T = unknown> = Form & { readonly description: string; readonly reads?: T };

type Form =
  | TextForm
  | { readonly type: 'choice'; readonly choices: readonly Choice[]; readonly default?: string }
  | { readonly type: 'flag'; readonly default?: boolean }
  | { readonly type: 'port' }
  | { readonly type: 'port-range'; readonly default?: string }
  | { readonly type: 'size'; readonly default?: string }
  | ListForm
  | { readonly type: 'map'; readonly keys: string; readonly values: Shape }
  | RecordForm;

export interface ListForm {
  readonly type: 'list';
  readonly items: Shape;
  readonly most: number;
  readonly default?: readonly string[];
}

export interface TextForm {
  readonly type: 'text';
  readonly format?: TextFormat;
  /** Values worth offering; others are as good. */
  readonly suggestions?: readonly string[];
}

export type TextFormat = 'glob' | 'date' | 'object' | 'version';

export interface RecordForm {
  readonly type: 'record';
  readonly fields: Fields;
  readonly required: readonly string[];
  /** Other keys are nobody's mistake (metadata). */
  readonly open?: true;
  /** With anything wrong in it, all of it is left out. */
  readonly whole?: true;
}

export type Fields = { readonly [name: string]: Shape };

interface Choice {
  readonly value: string;
  readonly description: string;
}

/** A value of a map, with where its key stands. */
export interface Entry<T> {
  readonly value: T;
  readonly place: Place;
}

type ReadOf<S> = S extends { readonly reads?: infer T } ? T : never;

/** What reading makes of a mapping with these fields: the required ones are there, or the whole is not. `places` are those of the values. */
export type RecordOf<F extends Fields, R extends keyof F> = {
  readonly [K in keyof F]: K extends R ? ReadOf<F[K]> : ReadOf<F[K]> | undefined;
} & { readonly place: Place; readonly places: ReadonlyMap<string, Place> };

export function text(description: string, form: Omit<TextForm, 'type'> = {}): Shape<string> {
  return { type: 'text', description, ...form };
}

export function choice<V extends string>(
  description: string,
  values: Readonly<Record<V, string>>,
  byDefault?: NoInfer<V>,
): Shape<V> {
  const choices = Object.entries<string>(values).map(([value, meaning]) => ({ value, description: meaning }));
  return { type: 'choice', description, choices, ...(byDefault === undefined ? {} : { default: byDefault }) };
}

export function flag(description: string, byDefault: boolean): Shape<boolean> {
  return { type: 'flag', description, default: byDefault };
}

export function port(description: string): Shape<number> {
  return { type: 'port', description };
}

export function portRange(description: string): Shape<{ readonly from: number; readonly to: number }> {
  return { type: 'port-range', description };
}

export function size(description: string, byDefault: string): Shape<number> {
  return { type: 'size', description, default: byDefault };
}

/** Longer lists are nobody's handwork, and every object is held against them. */
const MOST_ITEMS = 5000;

export function list<T>(
  description: string,
  items: Shape<T>,
  { byDefault, most = MOST_ITEMS }: { readonly byDefault?: readonly string[]; readonly most?: number } = {},
): Shape<readonly T[]> {
  return {
    type: 'list',
    description,
    items: items as Shape,
    most,
    ...(byDefault === undefined ? {} : { default: byDefault }),
  };
}

export function map<T>(description: string, keys: string, values: Shape<T>): Shape<ReadonlyMap<string, Entry<T>>> {
  return { type: 'map', description, keys, values: values as Shape };
}

export function record<F extends Fields, R extends keyof F & string = never>(
  description: string,
  fields: F,
  required: readonly R[] = [],
  form: Pick<RecordForm, 'whole'> = {},
): Shape<RecordOf<F, R>> {
  return { type: 'record', description, fields, required, ...form };
}

export function openRecord<F extends Fields>(description: string, fields: F): Shape<RecordOf<F, never>> {
  return { type: 'record', description, fields, required: [], open: true };
}
