import { placeOf, type Service, type ServicePort, type ServiceReference } from '../../kubernetes';
import { DEFAULT_WEBHOOK_PORT, resolveServiceReference } from '../../network/resolve';
import { insertKey } from '../../yaml';
import { allOf, changeTo } from '../common/fixes/edits';
import { portNumbers } from '../common/fixes/port-numbers';
import { noSuchPort, otherEnd, portsSentence } from '../common/messages/service-ports';
import { called, oneLine, placeOfObject } from '../common/messages/words';
import { type Breach, defineGuardrail, type Fix } from '../define';
import { fixesOfMissing, type MissingService, messageOfMissing, missingServices } from './missing-service';

type Lost = MissingPort | MissingService;

interface MissingPort extends Breach {
  readonly kind: 'port';
  readonly number: number;
  readonly service: Service;
  readonly ports: readonly ServicePort[];
  /** Service ports whose target it is. */
  readonly meant: readonly ServicePort[];
  /** Of the Service, which nothing tells apart. */
  readonly copies: number;
  /** All of the object that mean this port of this Service: one cause, one finding. */
  readonly references: readonly ServiceReference[];
}

export const webhookPort = defineGuardrail<'webhook-configuration' | 'api-service', Lost>({
  id: 'webhook-port',
  title: 'A webhook or aggregated API names a port that its Service does not have',
  category: 'wiring',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['webhook-configuration', 'api-service'],
    *find(object, { environment }) {
      const { services } = object;
      yield* missingServices(object, environment);
      for (const references of groupsOf(services)) {
        const [first] = references;
        if (first === undefined) continue;
        const outcome = resolveServiceReference(environment, first);
        if (outcome.kind !== 'no-such-port') continue;
        const { service, ports, meant, copies } = outcome;
        const number = numberOf(first);
        const name = service.name.state === 'known' ? service.name.value : '';
        yield {
          kind: 'port',
          at: placeOf(nodeOf(first)),
          subject: `service[${name}].port=${number}`,
          number,
          service,
          ports,
          meant,
          copies,
          references,
        };
      }
    },
  },
  message(lost) {
    if (lost.kind === 'service') return messageOfMissing(lost);
    const {
      number,
      service,
      ports,
      meant,
      references: [first],
    } = lost;
    if (first?.port.state !== 'known') {
      return portsSentence(
        (list) => `without a port, ${number} is meant, and ${called(service)} has no such port (it has ${list})`,
        ports,
      );
    }
    return noSuchPort(number, service, ports, meant);
  },
  related(lost) {
    const { service, references } = lost;
    if (lost.kind === 'service')
      return [{ place: placeOfObject(service), message: oneLine(`${called(service)} is here`) }];
    const { ports, meant } = lost;
    const others = references.slice(1, 1 + MOST_RELATED).map((reference) => ({
      place: placeOf(nodeOf(reference)),
      message: 'The same port is meant here',
    }));
    return [...otherEnd(service, ports, meant), ...others];
  },
  fixes(lost) {
    if (lost.kind === 'service') return fixesOfMissing(lost);
    const { ports, meant, copies, references } = lost;
    const fixes: Fix[] = [];
    const safe = meant.length === 1 && copies === 1;
    for (const number of portNumbers(meant.length > 0 ? meant : ports)) {
      const edits = allOf(references.map((reference) => editOf(reference, number)));
      if (edits !== undefined) fixes.push({ title: titleOf(references, number), safe, edits });
    }
    return fixes;
  },
});

const MOST_RELATED = 4;

/** Those of one object that mean the same port of the same Service, written in the same way. */
function groupsOf(references: readonly ServiceReference[]): Iterable<readonly ServiceReference[]> {
  const groups = new Map<string, ServiceReference[]>();
  for (const reference of references) {
    const { name, namespace, port } = reference;
    if (name.state !== 'known' || namespace.state !== 'known') continue;
    const key = [namespace.value, name.value, port.state, numberOf(reference)].join('/');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [reference]);
    else group.push(reference);
  }
  return groups.values();
}

function numberOf({ port }: ServiceReference): number {
  return port.state === 'known' ? port.value : DEFAULT_WEBHOOK_PORT;
}

/** Where no port is written, the Service that is called. */
function nodeOf({ port, name, node }: ServiceReference) {
  if (port.state === 'known') return port.node;
  return name.state === 'known' ? name.node : node;
}

function editOf({ port, node }: ServiceReference, number: number) {
  return port.state === 'known' ? changeTo(port.node, number) : insertKey(node, 'port', number);
}

function titleOf([first]: readonly ServiceReference[], number: number): string {
  return first?.port.state === 'known' ? `Change the port to ${number}` : `Add port ${number}`;
}
