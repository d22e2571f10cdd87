import { deref, type MappingNode, mappingAt, type YamlNode } from '../../yaml';
import { namedEntries, textAt } from './kustomization';
import { type Pattern, patternOf } from './pattern';
import type { Resource } from './resource';

/** A `target` or `select`, read once for all the resources it is asked about. */
export interface Selector {
  /** Undefined where nobody here can tell. */
  selects(resource: Resource): boolean | undefined;
  /** The one name, or kind, that it can mean at all. */
  readonly name: string | undefined;
  readonly kind: string | undefined;
  /** How much more than one comparison a question costs. */
  readonly cost: number;
}

export function readSelector(selector: MappingNode): Selector {
  const conditions: Condition[] = [];
  for (const [key, value] of namedEntries(selector)) {
    const wanted = deref(value);
    if (wanted.type !== 'scalar' || typeof wanted.value === 'symbol') return UNKNOWN;
    if (wanted.value === null || wanted.text === '') continue;
    const condition = conditionOf(key, wanted.text);
    if (condition === undefined) return UNKNOWN;
    conditions.push(condition);
  }
  const literal = (key: string) => conditions.find((condition) => condition.key === key)?.literal;
  return {
    selects: (resource) => allOf(conditions, resource),
    name: literal('name'),
    kind: literal('kind'),
    cost: conditions.reduce((sum, condition) => sum + condition.cost, 0),
  };
}

/** Whether a patch without target, which names its object itself, means a resource. */
export function isNamed(resource: Resource, patch: PatchName, withNamespace: boolean): boolean {
  if (patch.kind !== resource.kind) return false;
  if (patch.group !== undefined && patch.group !== resource.group) return false;
  return resource.history.some(
    (known) => known.name === patch.name && (!withNamespace || effective(known.namespace) === patch.namespace),
  );
}

export interface PatchName {
  readonly kind: string;
  readonly group: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string;
}

/** What a patch without target is about; undefined where it does not say. */
export function nameOfPatch(patch: MappingNode): PatchName | undefined {
  const metadata = mappingAt(patch, 'metadata');
  const kind = textAt(patch, 'kind');
  if (kind === undefined || metadata === undefined) return undefined;
  const namespace = effective(textAt(metadata, 'namespace') ?? '');
  return { kind, group: groupOf(textAt(patch, 'apiVersion')), name: textAt(metadata, 'name'), namespace };
}

/** Kustomize takes an absent namespace for `default` when it looks for objects. */
export function effective(namespace: string): string {
  return namespace === '' ? 'default' : namespace;
}

const UNKNOWN: Selector = { selects: () => undefined, name: undefined, kind: undefined, cost: 0 };

interface Condition {
  readonly key: string;
  readonly literal: string | undefined;
  readonly cost: number;
  holds(resource: Resource): boolean | undefined;
}

function conditionOf(key: string, wanted: string): Condition | undefined {
  switch (key) {
    case 'group':
      return patternCondition(key, wanted, (pattern, resource) => pattern.matches(resource.group));
    case 'version':
      return patternCondition(key, wanted, (pattern, resource) => pattern.matches(resource.version));
    case 'kind':
      return patternCondition(key, wanted, (pattern, resource) => pattern.matches(resource.kind));
    case 'name':
      return patternCondition(key, wanted, (pattern, { history }) =>
        anyOf(history.map(({ name }) => pattern.matches(name))),
      );
    case 'namespace':
      return patternCondition(key, wanted, (pattern, { history }) =>
        anyOf(history.map(({ namespace }) => pattern.matches(effective(namespace)))),
      );
    case 'labelSelector':
      return labelCondition(key, 'labels', wanted);
    case 'annotationSelector':
      return labelCondition(key, 'annotations', wanted);
    default:
      return undefined;
  }
}

function patternCondition(
  key: string,
  wanted: string,
  ask: (pattern: Pattern, resource: Resource) => boolean | undefined,
): Condition {
  const pattern = patternOf(wanted);
  return { key, literal: pattern.literal, cost: pattern.cost, holds: (resource) => ask(pattern, resource) };
}

function allOf(conditions: readonly Condition[], resource: Resource): boolean | undefined {
  let certain = true;
  for (const condition of conditions) {
    const holds = condition.holds(resource);
    if (holds === false) return false;
    if (holds === undefined) certain = false;
  }
  return certain ? true : undefined;
}

function anyOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

interface Requirement {
  readonly key: string;
  /** Undefined: the key is there, whatever it says. */
  readonly value: string | undefined;
  readonly negated: boolean;
}

const LONGEST_SELECTOR = 4096;

function labelCondition(key: string, field: string, selector: string): Condition | undefined {
  const requirements = requirementsOf(selector);
  if (requirements === undefined) return undefined;
  return {
    key,
    literal: undefined,
    cost: 1 + requirements.length,
    holds({ root }) {
      const labels = mappingAt(mappingAt(root, 'metadata') ?? root, field);
      const known = new Map(labels === undefined ? [] : namedEntries(labels).map(([name, to]) => [name, textOf(to)]));
      return requirements.every(({ key: name, value, negated }) => {
        const meets = value === undefined ? known.has(name) : known.has(name) && known.get(name) === value;
        return meets !== negated;
      });
    },
  };
}

/** `a=b,c!=d,e,!f`, read by hand; set expressions are left to others. */
function requirementsOf(selector: string): readonly Requirement[] | undefined {
  if (selector.length > LONGEST_SELECTOR || /[()]/.test(selector)) return undefined;
  const requirements: Requirement[] = [];
  for (const part of selector.split(',')) {
    const requirement = requirementOf(part.trim());
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  return requirements;
}

function requirementOf(part: string): Requirement | undefined {
  const negated = part.startsWith('!');
  const rest = negated ? part.slice(1) : part;
  const end = rest.search(/[=!\s]/);
  const key = end < 0 ? rest : rest.slice(0, end);
  const behind = end < 0 ? '' : rest.slice(end).trim();
  if (key === '') return undefined;
  if (behind === '') return { key, value: undefined, negated };
  const operator = OPERATORS.find((one) => behind.startsWith(one));
  if (negated || operator === undefined) return undefined;
  return { key, value: behind.slice(operator.length).trim(), negated: operator === '!=' };
}

const OPERATORS = ['==', '!=', '='];

function textOf(node: YamlNode): string | undefined {
  const behind = deref(node);
  return behind.type === 'scalar' ? behind.text : undefined;
}

function groupOf(apiVersion: string | undefined): string | undefined {
  if (apiVersion === undefined) return undefined;
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
