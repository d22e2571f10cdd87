import { CHARTER_FILE } from '../config';
import {
  holdsPatch,
  isBroken,
  type KubernetesObject,
  makesHiddenObjects,
  mayHoldObjects,
  readObjects,
} from '../kubernetes';
import { get, type PlacedDocument, readFile, type YamlDocument, type YamlFile } from '../yaml';
import { isKustomizationPath, nameOf } from './discovery';
import { namespaceOf } from './environment';
import type { SkippedFile } from './snapshot';

/** What the snapshot knows of one file. A file without Kubernetes content keeps no tree. */
export interface FileRecord {
  readonly path: string;
  readonly role: FileRole;
  readonly file: YamlFile | undefined;
  /** Of files without a tree that something may still name or turn into manifests. */
  readonly text: string | undefined;
  /** The objects of each document of `file`. */
  readonly objects: readonly (readonly KubernetesObject[])[];
  /** The same in one list. */
  readonly allObjects: readonly KubernetesObject[];
  readonly skipped: SkippedFile | undefined;
  /** Where a document of the file stands in it. */
  placed(document: YamlDocument): PlacedDocument | undefined;
}

export type FileRole =
  | 'manifest'
  | 'kustomization'
  | 'chart'
  | 'charter'
  /** In a `templates` folder and with `{{`: a Helm template if a chart is above it. */
  | 'template'
  /** YAML without Kubernetes content: values, patches without a kind, anything else. */
  | 'other'
  /** A file that could not be read: nobody knows what it holds. */
  | 'unread'
  /** A link to what is read under another path. */
  | 'link'
  /** A file that is left out on purpose. */
  | 'refused';

/** Stands for all namespaces in a list of doubts. */
export const ANYWHERE = '*';

/** Patches are small; what is larger and holds no object is read again by nobody. */
const KEPT_TEXT = 32 * 1024;

export function readRecord(path: string, text: string, previous?: FileRecord, role = roleOf(path, text)): FileRecord {
  if (role === 'template') return withoutTree(path, role, text);
  if (role === 'manifest' && !mayHoldObjects(text) && !namesKind(text)) return withoutTree(path, 'other', text);
  const file = keepDocuments(readFile(path, text), previous?.file);
  return recordOf(file, role, previous, () => text);
}

/** The record of a file that was edited: documents that are the same keep their objects. */
export function recordOf(
  file: YamlFile,
  role: FileRole,
  previous: FileRecord | undefined,
  text: () => string,
): FileRecord {
  const known = new Map(previous?.file?.documents.map(({ document }, at) => [document, previous.objects[at]]));
  const objects = file.documents.map(({ document }) => known.get(document) ?? readObjects(document));
  const worthKeeping =
    role !== 'manifest' ||
    objects.some((some) => some.length > 0) ||
    file.documents.some(({ document }) => mayStillHoldObjects(document) || holdsPatch(document));
  if (!worthKeeping) return withoutTree(file.path, 'other', text());
  return withTree(file, role, objects);
}

/** In a folder where a chart has its templates. */
export function isInTemplates(path: string): boolean {
  return /(?:^|\/)templates\//.test(path);
}

export function roleOf(path: string, text: string): FileRole {
  const name = nameOf(path);
  if (path === CHARTER_FILE) return 'charter';
  if (name === 'Chart.yaml') return 'chart';
  if (isInTemplates(path) && text.includes('{{')) return 'template';
  // Flux has a kind of that name, too.
  const isFlux = text.includes('kustomize.toolkit.fluxcd.io') && !text.includes('kustomize.config.k8s.io');
  return isKustomizationPath(path) && !isFlux ? 'kustomization' : 'manifest';
}

/** The record with its tree, for files that a kustomization names. */
export function promoted(record: FileRecord): FileRecord {
  if (record.file !== undefined || record.text === undefined) return record;
  const file = readFile(record.path, record.text);
  return {
    ...withTree(
      file,
      record.role,
      file.documents.map(() => []),
    ),
    text: record.text,
  };
}

export function skippedRecord(skipped: SkippedFile): FileRecord {
  const role = skipped.sameAs !== undefined ? 'link' : skipped.mayHoldObjects ? 'unread' : 'refused';
  return { ...withoutTree(skipped.path, role, ''), text: undefined, skipped };
}

export function objectsOf(record: FileRecord): readonly KubernetesObject[] {
  return record.allObjects;
}

/** Namespaces that may hold more than the file shows; ANYWHERE for all of them. */
export function doubtsOf(record: FileRecord): ReadonlySet<string> {
  const doubts = new Set<string>();
  if (record.role === 'unread' || record.role === 'link') doubts.add(ANYWHERE);
  let at = 0;
  for (const { document } of record.file?.documents ?? []) {
    if (mayStillHoldObjects(document) && (isBroken(document) || record.objects[at]?.length === 0)) doubts.add(ANYWHERE);
    at += 1;
  }
  for (const object of objectsOf(record)) addDoubts(object, doubts);
  return doubts;
}

export function addDoubts(object: KubernetesObject, doubts: Set<string>): void {
  // Assertions are about a cluster, and no part of it.
  if (object.type === 'port-test') return;
  const namespace = namespaceOf(object);
  if (namespace === undefined || makesHiddenObjects(object)) doubts.add(ANYWHERE);
  else if (object.name.state === 'unknown') doubts.add(namespace);
}

/** Broken, but looks like a manifest; or its kind is filled in later by somebody. */
function mayStillHoldObjects(document: YamlDocument): boolean {
  if (isBroken(document)) return mayHoldObjects(document.text) || namesKind(document.text);
  const { root } = document;
  return (
    document.hasPlaceholders &&
    !holdsPatch(document) &&
    root?.type === 'mapping' &&
    get(root, 'apiVersion') !== undefined &&
    get(root, 'kind') !== undefined
  );
}

/** Half a manifest: what does not parse may have lost its `apiVersion` only. */
function namesKind(text: string): boolean {
  return /^kind: +[A-Z]/m.test(text);
}

/** A file read anew shares the documents whose text is as before, so that whatever is known about them still holds. */
function keepDocuments(file: YamlFile, previous: YamlFile | undefined): YamlFile {
  if (previous === undefined) return file;
  const before = new Map<string, YamlDocument[]>();
  for (const { document } of previous.documents) {
    const same = before.get(document.text);
    if (same) same.push(document);
    else before.set(document.text, [document]);
  }
  const documents = file.documents.map((placed) => {
    const document = before.get(placed.document.text)?.shift();
    return document === undefined ? placed : { ...placed, document };
  });
  return { ...file, documents };
}

function withTree(file: YamlFile, role: FileRole, objects: FileRecord['objects']): FileRecord {
  let places: Map<YamlDocument, PlacedDocument> | undefined;
  return {
    path: file.path,
    role,
    file,
    text: undefined,
    objects,
    allObjects: inOneList(objects),
    skipped: undefined,
    placed(document) {
      places ??= new Map(file.documents.map((placed) => [placed.document, placed]));
      return places.get(document);
    },
  };
}

function inOneList(objects: FileRecord['objects']): readonly KubernetesObject[] {
  const all: KubernetesObject[] = [];
  for (const some of objects) for (const object of some) all.push(object);
  return all;
}

function withoutTree(path: string, role: FileRole, text: string): FileRecord {
  // A chart that comes later makes it a template.
  const isKept = text.length <= KEPT_TEXT || (isInTemplates(path) && text.includes('{{'));
  return {
    path,
    role,
    file: undefined,
    text: isKept ? text : undefined,
    objects: [],
    allObjects: [],
    skipped: undefined,
    placed: () => undefined,
  };
}
