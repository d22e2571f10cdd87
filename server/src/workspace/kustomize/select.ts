import { deref, type MappingNode, type YamlNode } from '../../yaml';
import { mappingAt, namedEntries, textAt } from './kustomization';
import type { Resource } from './resource';

/** Whether a `target` or `select` means a resource; undefined where nobody here can tell. */
export function isSelected(resource: Resource, selector: MappingNode): boolean | undefined {
  let certain = true;
  for (const [key, value] of namedEntries(selector)) {
    const wanted = deref(value);
    if (wanted.type !== 'scalar' || typeof wanted.value === 'symbol') return undefined;
    if (wanted.value === null || wanted.text === '') continue;
    const matched = meets(resource, key, wanted.text);
    if (matched === false) return false;
    if (matched === undefined) certain = false;
  }
  return certain ? true : undefined;
}

/** Whether a patch without target, which names its object itself, means a resource. */
export function isNamed(resource: Resource, patch: MappingNode, withNamespace: boolean): boolean {
  const metadata = mappingAt(patch, 'metadata');
  if (textAt(patch, 'kind') !== resource.kind || metadata === undefined) return false;
  const name = textAt(metadata, 'name');
  const namespace = textAt(metadata, 'namespace') ?? '';
  const group = groupOf(textAt(patch, 'apiVersion'));
  if (group !== undefined && group !== resource.group) return false;
  return resource.history.some(
    (known) => known.name === name && (!withNamespace || effective(known.namespace) === effective(namespace)),
  );
}

/** Kustomize takes an absent namespace for `default` when it looks for objects. */
export function effective(namespace: string): string {
  return namespace === '' ? 'default' : namespace;
}

function meets(resource: Resource, key: string, wanted: string): boolean | undefined {
  switch (key) {
    case 'group':
      return matchesPattern(wanted, resource.group);
    case 'version':
      return matchesPattern(wanted, resource.version);
    case 'kind':
      return matchesPattern(wanted, resource.kind);
    case 'name':
      return anyOf(resource.history.map(({ name }) => matchesPattern(wanted, name)));
    case 'namespace':
      return anyOf(resource.history.map(({ namespace }) => matchesPattern(wanted, effective(namespace))));
    case 'labelSelector':
      return meetsSelector(mappingAt(mappingAt(resource.root, 'metadata') ?? resource.root, 'labels'), wanted);
    case 'annotationSelector':
      return meetsSelector(mappingAt(mappingAt(resource.root, 'metadata') ?? resource.root, 'annotations'), wanted);
    default:
      return undefined;
  }
}

function anyOf(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(true)) return true;
  return answers.includes(undefined) ? undefined : false;
}

/** `a=b,c!=d,e,!f`; set expressions are left to others. */
function meetsSelector(labels: MappingNode | undefined, selector: string): boolean | undefined {
  if (/[()]/.test(selector)) return undefined;
  const known = new Map(labels === undefined ? [] : namedEntries(labels).map(([name, value]) => [name, textOf(value)]));
  for (const part of selector.split(',').map((text) => text.trim())) {
    const [, negated = '', key = '', operator, value = ''] = /^(!?)([^=!\s]+)\s*(==?|!=)?\s*(.*)$/.exec(part) ?? [];
    if (key === '') return undefined;
    const has = known.has(key);
    if (operator === undefined ? has === (negated !== '') : (has && known.get(key) === value) !== (operator !== '!=')) {
      return false;
    }
  }
  return true;
}

function textOf(node: YamlNode): string | undefined {
  const behind = deref(node);
  return behind.type === 'scalar' ? behind.text : undefined;
}

function groupOf(apiVersion: string | undefined): string | undefined {
  if (apiVersion === undefined) return undefined;
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/**
 * A regular expression over the whole text, as targets have them: `web`, `web|api`, `(app|db)-.*`. A stranger's
 * expression is never run as one, as it might never end; what is more than this is left open.
 */
export function matchesPattern(pattern: string, text: string): boolean | undefined {
  if (pattern === text) return true;
  const alternatives = pattern.length > LONGEST_PATTERN ? undefined : expand(pattern.replace(/^\^|\$$/g, ''));
  const answers = alternatives?.map((alternative) => matchesAlternative(alternative, text));
  return answers === undefined || answers.includes(undefined) ? undefined : answers.includes(true);
}

const LONGEST_PATTERN = 1000;
const MOST_ALTERNATIVES = 100;

/** Without its groups: `a(b|c)` is `ab` or `ac`; undefined where a group is repeated. */
function expand(pattern: string): readonly string[] | undefined {
  let pending = [pattern];
  for (;;) {
    const grouped = pending.find((one) => one.includes('('));
    if (grouped === undefined) return pending.flatMap((one) => one.split('|'));
    // The innermost group first, so that no `|` outside of it is taken for one of it.
    const [, before = '', inner, after = ''] = /^(.*?)\(([^()]*)\)(?![*+?{])(.*)$/s.exec(grouped) ?? [];
    if (inner === undefined || pending.length > MOST_ALTERNATIVES) return undefined;
    if (before.includes('|') || /^[^(]*\|/.test(after)) return undefined;
    const alternatives = inner.replace(/^\?:/, '').split('|');
    pending = [...pending.filter((one) => one !== grouped), ...alternatives.map((one) => before + one + after)];
  }
}

/** Characters, `.` for any one, and both of them with `*`, `+` or `?` behind. */
function matchesAlternative(pattern: string, text: string): boolean | undefined {
  const tokens = pattern.match(/(?:\\[.\-/]|[^*+?\\[\]{}()^$|])[*+?]?/gs) ?? [];
  if (tokens.join('') !== pattern) return undefined;
  let reached = new Set([0]);
  for (const token of tokens) {
    const [first = '', second = ''] = token;
    const character = first === '\\' ? second : first;
    const quantifier = token.slice(first === '\\' ? 2 : 1);
    const fits = (at: number) => at < text.length && (first === '.' || text[at] === character);
    const next = new Set([...reached].filter(fits).map((at) => at + 1));
    // A set that grows while it is walked: every further repetition.
    if (quantifier === '*' || quantifier === '+') for (const at of next) if (fits(at)) next.add(at + 1);
    if (quantifier === '*' || quantifier === '?') for (const at of reached) next.add(at);
    reached = next;
  }
  return reached.has(text.length);
}
