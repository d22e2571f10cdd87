import { GATEWAY_API, type GatewayObject, type ParentReference, type RouteObject } from '../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import { insertKey, pairOf } from '../../yaml';
import { nearName } from '../common/evidence/near-miss';
import { liveTogether } from '../common/evidence/together';
import { changeTo, fixOf } from '../common/fixes/edits';
import { called, oneLine, quoted } from '../common/messages/words';
import type { Fix } from '../define';
import { asksForGateway, attachmentOf } from './attachment';

/** The one Gateway that a parent evidently means, where the one that it names is not here. */
export interface Slip {
  readonly gateway: GatewayObject;
  /** What is to be written differently: the name, or the namespace that is left out. */
  readonly field: 'name' | 'namespace';
  /** Of the Gateway that is meant. */
  readonly value: string;
}

export function slipOf(environment: EnvironmentView, route: RouteObject, parent: ParentReference): Slip | undefined {
  const { name, namespace } = parent;
  if (!asksForGateway(parent) || name.state !== 'known' || namespace.state === 'unknown' || route.incomplete) {
    return undefined;
  }
  const isSaid = namespace.state === 'known' && namespace.value !== '';
  const where = isSaid ? namespace.value : namespaceOf(route);
  if (where === undefined || environment.named('gateway', where, name.value).length > 0) return undefined;
  const slip =
    ofName(environment, where, name.value) ?? (isSaid ? undefined : ofNamespace(environment, where, name.value));
  if (slip === undefined || environment.mayHoldMore(where) || environment.hasAlternatives(route)) return undefined;
  return mayBeMeant(environment, route, parent, slip) ? slip : undefined;
}

export function messageOfSlip({ name, namespace }: ParentReference, { gateway, field, value }: Slip): string {
  const written = name.state === 'known' ? quoted(name.value) : '';
  if (field === 'namespace') {
    return oneLine(`Gateway ${written} is not in the namespace of the route; it is in namespace ${quoted(value)}`);
  }
  const isSaid = namespace.state === 'known' && namespace.value !== '';
  const where = isSaid ? `in namespace ${quoted(namespace.value)}` : 'in the namespace of the route';
  return oneLine(`Gateway ${written} is not ${where}; ${called(gateway)} is`);
}

/** A near miss is a guess, however good. */
export function fixesOfSlip({ name, namespace, node }: ParentReference, { field, value }: Slip): readonly Fix[] {
  if (name.state !== 'known') return [];
  if (field === 'name') return fixOf(`Change the Gateway to ${quoted(value)}`, false, [changeTo(name.node, value)]);
  const title = `Add namespace ${quoted(value)}`;
  return namespace.state === 'absent' && pairOf(node, 'namespace') === undefined
    ? fixOf(title, false, [insertKey(node, 'namespace', value, 'name')])
    : [];
}

function ofName(environment: EnvironmentView, where: string, wanted: string): Slip | undefined {
  const gateways = environment.inNamespace('gateway', where);
  const names = gateways.map(({ name }) => (name.state === 'known' ? name.value : wanted));
  const value = nearName(wanted, names);
  const [gateway, copy] = gateways.filter(({ name }) => name.state === 'known' && name.value === value);
  return value === undefined || gateway === undefined || copy !== undefined
    ? undefined
    : { gateway, field: 'name', value };
}

/** Left out, the namespace is the route's own. */
function ofNamespace(environment: EnvironmentView, where: string, wanted: string): Slip | undefined {
  // A route that leaves its own unsaid may be applied to any (trap 12).
  if (where === '') return undefined;
  const [gateway, another] = environment
    .ofType('gateway')
    .filter(({ name }) => name.state !== 'known' || name.value === wanted);
  if (gateway?.name.state !== 'known' || another !== undefined) return undefined;
  const value = namespaceOf(gateway);
  return value === undefined || value === '' ? undefined : { gateway, field: 'namespace', value };
}

/** It stands beside the route and takes it, as far as anyone can tell. */
function mayBeMeant(environment: EnvironmentView, route: RouteObject, parent: ParentReference, slip: Slip): boolean {
  const { gateway, field, value } = slip;
  if (gateway.group !== GATEWAY_API || !liveTogether(route, gateway, environment)) return false;
  const mended: ParentReference = { ...parent, [field]: { state: 'known', value, node: parent.node } };
  return attachmentOf(environment, route, mended) === undefined;
}
