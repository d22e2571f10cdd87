import { type FieldProblem, type KubernetesObject, type Monitor, type ObjectType, placeOf } from '../../kubernetes';
import type { EnvironmentView } from '../../workspace';
import { get, type YamlNode } from '../../yaml';
import { isPlainKind } from '../common/evidence/plain-kinds';
import { changeTo, fixOf } from '../common/fixes/edits';
import { oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { nameOfNumber } from './monitored';

interface WrongType extends Breach {
  readonly problem: FieldProblem;
  /** The monitor whose endpoint gives a number where it takes a name, and what the port of that number is called. */
  readonly monitored?: { readonly name: string | undefined };
}

export const wrongFieldType = defineGuardrail<ObjectType, WrongType>({
  id: 'wrong-field-type',
  title: 'A field has a type that the API server refuses',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: [
      'service',
      'workload',
      'ingress',
      'network-policy',
      'namespace',
      'config-map',
      'ingress-class',
      'endpoints',
      'gateway',
      'route',
      'reference-grant',
      'monitor',
      'webhook-configuration',
      'api-service',
      'other',
    ],
    find(object, { environment }) {
      // Nearly all objects have none.
      if (object.problems.length === 0 || !isMeantForCluster(object)) return NONE;
      const breaches = wrongTypesOf(object);
      return object.type === 'monitor' ? withNames(object, breaches, environment) : breaches;
    },
  },
  message: ({ problem }) => oneLine(problem.message),
  fixes: ({ problem, monitored }) => (monitored === undefined ? corrections(problem) : named(problem, monitored.name)),
});

const NONE: readonly WrongType[] = [];

function wrongTypesOf(object: KubernetesObject): readonly WrongType[] {
  const metadata = isKnownSchema(object) ? undefined : get(object.node, 'metadata');
  const breaches = new Map<YamlNode, WrongType>();
  for (const problem of object.problems) {
    const { code, field, node, expected } = problem;
    if (code !== 'wrong-type' || breaches.has(node) || isWordToReplace(node, expected)) continue;
    if (!isKnownSchema(object) && (metadata === undefined || !isWithin(metadata, node))) continue;
    // Once for each node: what aliases repeat is one mistake.
    breaches.set(node, { at: placeOf(node), subject: `${field}=${textOf(node)}`, problem });
  }
  return [...breaches.values()];
}

/** In quotes, a number would be a name that no port has. */
function withNames(
  monitor: Monitor,
  breaches: readonly WrongType[],
  environment: EnvironmentView,
): readonly WrongType[] {
  return breaches.map((breach) => {
    const { field, node, expected } = breach.problem;
    if (field !== 'port' || expected !== 'string' || node.type !== 'scalar' || typeof node.value !== 'number')
      return breach;
    return { ...breach, monitored: { name: nameOfNumber(environment, monitor, node.value) } };
  });
}

function named({ node }: FieldProblem, name: string | undefined): readonly Fix[] {
  return name === undefined ? [] : fixOf(oneLine(`Change port to ${quoted(name)}`), false, [changeTo(node, name)]);
}

/** The API server decodes the fields that are read here as they are read here. */
function isKnownSchema(object: KubernetesObject): boolean {
  if (object.type === 'other') return false;
  return object.type !== 'workload' || isPlainKind(object);
}

/**
 * Whatever goes to the API server has metadata of the same form, custom resources too. Kinds that are read by some other
 * program (a kustomization, a charter, a configuration file that looks like an object) have rules of their own.
 */
function isMeantForCluster(object: KubernetesObject): boolean {
  if (object.annotations.entries.has(LOCAL)) return false;
  if (object.type !== 'other') return true;
  if (CUSTOM_FAMILIES.has(object.family)) return object.kind !== 'IstioOperator';
  return object.family === 'unread' && BUILT_IN.has(object.group);
}

/** Input of a program that makes manifests; it never reaches a cluster. */
const LOCAL = 'config.kubernetes.io/local-config';

const CUSTOM_FAMILIES: ReadonlySet<string> = new Set([
  'node',
  'custom-resource-definition',
  'gateway-api',
  'admin-network-policy',
  'istio',
  'cilium',
  'network-attachment',
]);

const BUILT_IN: ReadonlySet<string> = new Set([
  '',
  'apps',
  'batch',
  'autoscaling',
  'policy',
  'extensions',
  'networking.k8s.io',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'discovery.k8s.io',
  'node.k8s.io',
  'admissionregistration.k8s.io',
  'certificates.k8s.io',
  'resource.k8s.io',
]);

function isWithin(outer: YamlNode, inner: YamlNode): boolean {
  return outer.document === inner.document && outer.start <= inner.start && inner.end <= outer.end;
}

/** A word such as `REPLICAS` in the place of a number: somebody puts something else there (trap 16). */
function isWordToReplace(node: YamlNode, expected: FieldProblem['expected']): boolean {
  return expected !== 'string' && node.type === 'scalar' && /^[A-Z][A-Z0-9_-]+$/.test(node.text);
}

function textOf(node: YamlNode): string {
  return node.type === 'scalar' ? node.text : node.type;
}

function corrections({ node, expected, replacement }: FieldProblem): readonly Fix[] {
  if (replacement === undefined || node.type !== 'scalar') return [];
  const edit = changeTo(node, written(replacement, expected));
  if (edit === undefined) return [];
  if (expected !== 'string')
    return [{ title: oneLine(`Write ${replacement} without quotes`), safe: true, edits: [edit] }];
  // `yes` is true to the decoder; which of the two words the reader of the string expects, only its author knows.
  const safe = typeof node.value === 'number' || /^(true|false)$/.test(replacement);
  return [{ title: oneLine(`Write ${quoted(replacement)} in quotes`), safe, edits: [edit] }];
}

function written(replacement: string, expected: FieldProblem['expected']): string | number | boolean {
  if (expected === 'integer') return Number(replacement);
  return expected === 'boolean' ? replacement === 'true' : replacement;
}
