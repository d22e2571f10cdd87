import type { MappingNode } from '../yaml';
import type { Field } from './field';
import { noLabels, readLabels, unknownLabels } from './labels';
import type { ObjectBase } from './objects';
import { absent, mappingField, type Reading, textField, valueAt } from './reading';

/** Which kind an object says it is. */
export interface TypeMeta {
  readonly apiVersion: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** `apps/v1` is group and version, `v1` the core group; anything else without a slash is a group of its own (`builtin`). */
export function typeMeta(apiVersion: string, kind: string): TypeMeta {
  const slash = apiVersion.indexOf('/');
  if (slash >= 0) return { apiVersion, group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
  return isVersion(apiVersion)
    ? { apiVersion, group: '', version: apiVersion, kind }
    : { apiVersion, group: apiVersion, version: '', kind };
}

/** What every object has. `problems` grows while the rest is read; `incomplete` is settled when all is read. */
export function readBase(reading: Reading, meta: TypeMeta, root: MappingNode): ObjectBase {
  const field = mappingField(reading, root, 'metadata');
  const metadata = field.state === 'known' ? field.value : undefined;
  const none = field.state === 'known' ? absent(reading) : field;
  const noMap = field.state === 'unknown' ? unknownLabels() : noLabels(reading);
  return {
    apiVersion: meta.apiVersion,
    group: meta.group,
    version: meta.version,
    kind: meta.kind,
    name: metadata === undefined ? none : readName(reading, metadata),
    namespace: metadata === undefined ? none : readNamespace(reading, metadata),
    labels: metadata === undefined ? noMap : readLabels(reading, metadata, 'labels'),
    annotations: metadata === undefined ? noMap : readLabels(reading, metadata, 'annotations', 'free'),
    node: root,
    document: root.document,
    problems: reading.problems,
    incomplete: reading.broken,
  };
}

/** With `generateName` the API server makes up the name. */
function readName(reading: Reading, metadata: MappingNode): Field<string> {
  const name = textField(reading, metadata, 'name');
  if (name.state !== 'absent') return name;
  const generated = valueAt(metadata, 'generateName');
  return generated === undefined ? name : { state: 'unknown', node: generated };
}

function readNamespace(reading: Reading, metadata: MappingNode): Field<string> {
  const namespace = textField(reading, metadata, 'namespace');
  return namespace.state === 'known' && namespace.value === '' ? absent(reading) : namespace;
}

/** `v1`, `v1beta1`, `v2alpha3`. */
function isVersion(text: string): boolean {
  const digit = text.charCodeAt(1);
  return text.charCodeAt(0) === 0x76 && digit >= 0x30 && digit <= 0x39;
}
