import { type Field, isDnsLabel, type ReferenceGrant } from '../../kubernetes';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../workspace';
import type { PlainValue } from '../../yaml';
import type { Reference } from './references';

/** Who asks for something of another namespace. */
export interface Asking {
  readonly group: string;
  readonly kind: string;
  readonly namespace: NamespaceKey;
}

/** A grant allows it, or one that nobody can read, or whose namespace nobody can tell, may. */
export function isGranted(environment: EnvironmentView, asking: Asking, reference: Reference): boolean {
  const here = environment.inNamespace('reference-grant', reference.namespace);
  const elsewhere = environment.ofType('reference-grant');
  if (here.length + elsewhere.length > MOST_GRANTS) return true;
  if (here.some((grant) => allows(grant, asking, reference))) return true;
  // One that leaves its namespace unsaid may belong there (trap 12).
  const adrift = elsewhere.filter((grant) => namespaceOf(grant) === '' || namespaceOf(grant) === undefined);
  return adrift.some((grant) => allows(grant, asking, reference));
}

const MOST_GRANTS = 1000;
/** The API takes 16 of each. */
const MOST_ITEMS = 64;

/** What a grant has to say to allow these, and nothing else. */
export function grantFor(
  environment: EnvironmentView,
  asking: Asking,
  references: readonly [Reference, ...Reference[]],
): PlainValue | undefined {
  const { namespace } = references[0];
  const name = `allow-${asking.kind.toLowerCase()}s-from-${asking.namespace}`;
  if (!isDnsLabel(asking.namespace) || !isDnsLabel(namespace)) return undefined;
  if (environment.named('reference-grant', namespace, name).length > 0 || references.length > MOST_ITEMS)
    return undefined;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1beta1',
    kind: 'ReferenceGrant',
    metadata: { name, namespace },
    spec: {
      from: [{ group: asking.group, kind: asking.kind, namespace: asking.namespace }],
      to: references.map((reference) => ({ group: '', kind: reference.kind, name: reference.name })),
    },
  };
}

function allows(grant: ReferenceGrant, asking: Asking, reference: Reference): boolean {
  if (grant.incomplete || grant.from.length > MOST_ITEMS || grant.to.length > MOST_ITEMS) return true;
  const from = grant.from.some(
    ({ group, kind, namespace }) =>
      mayBe(group, asking.group) && mayBe(kind, asking.kind) && mayBe(namespace, asking.namespace),
  );
  if (!from) return false;
  return grant.to.some(
    ({ group, kind, name }) =>
      mayBe(group, '') &&
      mayBe(kind, reference.kind) &&
      (name.state === 'absent' || mayBe(name, '') || mayBe(name, reference.name)),
  );
}

/** A field that is not there is an empty one. */
function mayBe(field: Field<string>, text: string): boolean {
  if (field.state === 'known') return field.value === text;
  return field.state === 'unknown' || text === '';
}
