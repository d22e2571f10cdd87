import { GATEWAY_API, type KubernetesObject, placeOf } from '../../kubernetes';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../workspace';
import { insertDocument } from '../../yaml';
import { fixOf } from '../common/fixes/edits';
import { called, oneLine, placeOfObject, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';
import { type Asking, grantFor, isGranted } from './grants';
import { type Reference, referencesOf, targetOf } from './references';

interface Ungranted extends Breach {
  readonly asking: Asking;
  /** All that one namespace lacks a grant for, in order. */
  readonly references: readonly [Reference, ...Reference[]];
  /** What the first of them names. */
  readonly target: KubernetesObject;
}

export const missingReferenceGrant = defineGuardrail<'route' | 'gateway', Ungranted>({
  id: 'missing-reference-grant',
  title: 'A reference into another namespace, which no ReferenceGrant there allows',
  category: 'wiring',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['route', 'gateway'],
    find(object, { environment }) {
      if (object.group !== GATEWAY_API) return NONE;
      const namespace = namespaceOf(object);
      // A namespace that is left unsaid may be the other one (trap 12).
      if (namespace === undefined || namespace === '') return NONE;
      const references = referencesOf(object, namespace);
      if (references.length === 0 || environment.hasAlternatives(object)) return NONE;
      return breachesOf({ group: object.group, kind: object.kind, namespace }, references, environment);
    },
  },
  message({ asking, references: [first, ...others] }) {
    const more = others.length === 0 ? '' : ` and ${others.length} more`;
    const whose = `${asking.kind}s of namespace ${quoted(asking.namespace)}`;
    return oneLine(
      `no ReferenceGrant in ${quoted(first.namespace)} lets ${whose} use ${first.kind} ${quoted(first.name)}${more}`,
    );
  },
  related({ target }) {
    return [{ place: placeOfObject(target), message: oneLine(`${called(target)} is here`) }];
  },
  fixes({ asking, references, target }, { environment }) {
    const grant = grantFor(environment, asking, references);
    const edit = grant === undefined ? undefined : insertDocument(target.document, grant);
    // Whether others may use it, is for the owner of the namespace to say.
    return fixOf(`Add a ReferenceGrant beside ${called(target)}`, false, [edit]);
  },
});

const NONE: readonly never[] = [];
/** One for each namespace: what is missing there is one grant. */
function breachesOf(
  asking: Asking,
  references: readonly Reference[],
  environment: EnvironmentView,
): readonly Ungranted[] {
  const missing = new Map<NamespaceKey, { references: [Reference, ...Reference[]]; target: KubernetesObject }>();
  for (const reference of references) {
    const target = targetOf(reference, environment);
    // What is not here may have its grant where it is.
    if (target === undefined || isGranted(environment, asking, reference)) continue;
    const found = missing.get(reference.namespace);
    if (found === undefined) missing.set(reference.namespace, { references: [reference], target });
    else found.references.push(reference);
  }
  return [...missing.values()].map(({ references: group, target }) => {
    const [first] = group;
    const open = environment.mayHoldMore(first.namespace) || environment.hasAlternatives(target);
    return {
      at: placeOf(first.node),
      subject: `${first.namespace}/${first.name}`,
      ...(open ? { severity: 'warning' as const, confidence: 'likely' as const } : {}),
      asking,
      references: group,
      target,
    };
  });
}
