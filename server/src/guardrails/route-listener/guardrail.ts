import {
  type Field,
  GATEWAY_API,
  type Listener,
  type ParentReference,
  placeOf,
  type RouteObject,
} from '../../kubernetes';
import { type EnvironmentView, folderOf } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { nearName } from '../common/evidence/near-miss';
import { isStated } from '../common/evidence/together';
import { changeTo } from '../common/fixes/edits';
import { called, oneLine, placeOfObject, quoted, sentence } from '../common/messages/words';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { type Attachment, attachmentOf, type Refusal } from './attachment';
import { fixesOfSlip, messageOfSlip, type Slip, slipOf } from './slips';

type Unattached = NoListener | NoGateway;

interface NoListener extends Breach {
  readonly kind: 'listener';
  readonly route: RouteObject;
  readonly parent: ParentReference;
  readonly attachment: Attachment;
}

/** The Gateway is not here, and one that is here is evidently meant. */
interface NoGateway extends Breach {
  readonly kind: 'gateway';
  readonly parent: ParentReference;
  readonly slip: Slip;
}

export const routeListener = defineGuardrail<'route', Unattached>({
  id: 'route-listener',
  title: 'A route asks for a Gateway, and none of its listeners takes it',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['route'],
    find(route, { environment }) {
      if (route.parents.length === 0 || route.group !== GATEWAY_API) return NONE;
      return breachesOf(route, environment);
    },
  },
  message: (breach) =>
    breach.kind === 'gateway'
      ? messageOfSlip(breach.parent, breach.slip)
      : messageOf(breach.route, breach.parent, breach.attachment),
  related(breach) {
    const { gateway, listener } =
      breach.kind === 'gateway' ? { gateway: breach.slip.gateway, listener: undefined } : breach.attachment;
    if (listener === undefined)
      return [{ place: placeOfObject(gateway), message: oneLine(`${called(gateway)} is here`) }];
    const place = placeOf(listener.name.state === 'known' ? listener.name.node : listener.node);
    return [{ place, message: oneLine(`Listener ${listenerText(listener)} of ${called(gateway)}`) }];
  },
  fixes(breach) {
    if (breach.kind === 'gateway') return fixesOfSlip(breach.parent, breach.slip);
    const { parent, attachment } = breach;
    const fixes: Fix[] = [];
    const { taking } = attachment;
    const { sectionName, port } = parent;
    const only = taking.length === 1 ? taking[0] : undefined;
    // Another listener is a guess, however good.
    if (sectionName.state === 'known') {
      const names = taking.flatMap(({ name }) => (name.state === 'known' ? [name.value] : []));
      const name = nearName(sectionName.value, names) ?? (only?.name.state === 'known' ? only.name.value : undefined);
      const edit = name === undefined || name === sectionName.value ? undefined : changeTo(sectionName.node, name);
      if (name !== undefined && edit !== undefined) {
        fixes.push({ title: oneLine(`Change sectionName to ${quoted(name)}`), safe: false, edits: [edit] });
      }
    }
    if (attachment.refusal === 'port' && port.state === 'known' && only?.port.state === 'known') {
      const edit = changeTo(port.node, only.port.value);
      if (edit !== undefined) {
        fixes.push({ title: `Change port to ${only.port.value}`, safe: false, edits: [edit] });
      }
    }
    return fixes;
  },
});

const NONE: readonly never[] = [];
/** The API takes 32. */
const MOST_PARENTS = 64;

function breachesOf(route: RouteObject, environment: EnvironmentView): readonly Unattached[] {
  const breaches: Unattached[] = [];
  for (const parent of route.parents.slice(0, MOST_PARENTS)) {
    if (parent.name.state !== 'known') continue;
    const attachment = attachmentOf(environment, route, parent);
    if (attachment === undefined) {
      const slip = slipOf(environment, route, parent);
      const subject = `parentRefs[${parent.name.value}]: gateway`;
      if (slip !== undefined) breaches.push({ kind: 'gateway', at: placeOf(parent.name.node), subject, parent, slip });
      continue;
    }
    if (isOfAnother(route, attachment, environment)) continue;
    const node = placeInParent(route, parent, attachment.refusal) ?? parent.name.node;
    const section = parent.sectionName.state === 'known' ? parent.sectionName.value : '';
    breaches.push({
      kind: 'listener',
      at: placeOf(node),
      subject: `parentRefs[${parent.name.value}/${section}]: ${attachment.refusal}`,
      route,
      parent,
      attachment,
    });
  }
  return breaches;
}

/**
 * None of the listeners is of a protocol that fits, and nobody said that the two folders go together: the Gateway that is
 * meant is most likely another of the same name (trap 13).
 */
function isOfAnother(route: RouteObject, { gateway, refusal }: Attachment, { environment }: EnvironmentView): boolean {
  if (refusal !== 'protocol' || isStated(environment)) return false;
  const [own, other] = [folderOf(route.document.path), folderOf(gateway.document.path)];
  if (own === other || own.startsWith(`${other}/`)) return false;
  // Where folders below each have a Gateway of the name, the route above was perhaps written for none of them.
  return environment.source === 'copies' || !other.startsWith(`${own}/`);
}

/** The narrowest token that says what no listener takes. */
function placeInParent(
  route: RouteObject,
  { sectionName, port }: ParentReference,
  refusal: Refusal,
): YamlNode | undefined {
  if (refusal === 'port' && port.state === 'known') return port.node;
  const [host, another] = route.hostnames;
  if (refusal === 'hostname' && another === undefined && host?.state === 'known' && route.parents.length === 1) {
    return host.node;
  }
  if (sectionName.state === 'known') return sectionName.node;
  return port.state === 'known' ? port.node : undefined;
}

function messageOf(route: RouteObject, parent: ParentReference, attachment: Attachment): string {
  const { gateway, listener, refusal, listeners } = attachment;
  const whom = called(gateway);
  const none = (what: string) =>
    sentence((list) => `no listener of ${whom} ${what} (it has ${list})`, listeners.map(listenerText));
  const one = listener?.name.state === 'known' ? `listener ${quoted(listener.name.value)} of ${whom}` : undefined;
  switch (refusal) {
    case 'section':
      return sentence(
        (list) => `${textOf(parent.sectionName)} is not a listener of ${whom} (it has ${list})`,
        listeners.map(listenerText),
      );
    case 'port':
      return none(`is on port ${textOf(parent.port)}`);
    case 'protocol':
      return none(`takes the protocol of ${oneOf(route.kind)}`);
    case 'kind':
      return one === undefined ? none(`admits ${oneOf(route.kind)}`) : oneLine(`${one} admits no ${route.kind}`);
    case 'namespace': {
      const namespace = `of namespace ${textOf(route.namespace)}`;
      return one === undefined ? none(`admits a route ${namespace}`) : oneLine(`${one} admits no route ${namespace}`);
    }
    case 'hostname': {
      const hosts = hostnamesText(route);
      if (one === undefined || listener === undefined) return none(`takes ${hosts}`);
      return oneLine(`${one} takes ${textOf(listener.hostname)}, not ${hosts}`);
    }
  }
}

/** `"https" 443/HTTPS`. */
function listenerText({ name, port, protocol, hostname }: Listener): string {
  const number = port.state === 'known' ? `${port.value}` : 'an unknown port';
  const kind = protocol.state === 'known' && /^[A-Z]{1,8}$/.test(protocol.value) ? `/${protocol.value}` : '';
  const host = hostname.state === 'known' && hostname.value !== '' ? ` for ${quoted(hostname.value)}` : '';
  return `${name.state === 'known' ? `${quoted(name.value)} ` : ''}${number}${kind}${host}`;
}

function hostnamesText({ hostnames }: RouteObject): string {
  const [first] = hostnames;
  const more = hostnames.length > 1 ? ` and ${hostnames.length - 1} more` : '';
  return first === undefined ? 'the hostnames' : `${textOf(first)}${more}`;
}

function textOf(field: Field<string> | Field<number>): string {
  if (field.state !== 'known') return 'an unknown one';
  return typeof field.value === 'number' ? String(field.value) : quoted(field.value);
}

function oneOf(kind: string): string {
  return `${kind.startsWith('H') ? 'an' : 'a'} ${kind}`;
}
