import {
  backendsOf,
  type Ingress,
  type IngressBackend,
  isLabelName,
  isPortName,
  isPortNumber,
  placeOf,
  type Service,
  type ServicePort,
} from '../../kubernetes';
import { resolveIngressBackend } from '../../network/resolve';
import type { EnvironmentView } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { changeTo, changeToNumber } from '../common/fixes/edits';
import { noSuchPort, otherEnd } from '../common/messages/service-ports';
import { quoted } from '../common/messages/words';
import { type Breach, defineGuardrail, type Fix } from '../define';

interface MissingPort extends Breach {
  readonly reference: number | string;
  readonly node: YamlNode;
  readonly service: Service;
  readonly ports: readonly ServicePort[];
  /** Service ports whose target it is. */
  readonly meant: readonly ServicePort[];
  /** Of the Service, which nothing tells apart. */
  readonly copies: number;
}

export const ingressPortMissing = defineGuardrail<'ingress', MissingPort>({
  id: 'ingress-port-missing',
  title: 'An Ingress names a port that its Service does not have',
  category: 'wiring',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['ingress'],
    *find(ingress, { environment }) {
      for (const backend of backendsOf(ingress)) {
        const outcome = resolveIngressBackend(environment, ingress, backend);
        if (outcome.kind !== 'no-such-port' || backend.port.state !== 'known' || isToldElsewhere(outcome)) continue;
        const { service, reference, ports, meant, copies } = outcome;
        // ingress-nginx also looks for the target port, so there it works by accident (G13).
        const works = meant.length > 0 && mayBeIngressNginx(ingress, environment);
        yield {
          at: placeOf(backend.port.node),
          subject: `${whereOf(ingress, backend)}.port=${reference}`,
          ...(works ? { severity: 'warning' as const, confidence: 'likely' as const } : {}),
          reference,
          node: backend.port.node,
          service,
          ports,
          meant,
          copies,
        };
      }
    },
  },
  message: ({ reference, service, ports, meant }) => noSuchPort(reference, service, ports, meant),
  related: ({ service, ports, meant }) => otherEnd(service, ports, meant),
  fixes({ reference, node, ports, meant, copies }) {
    const candidates = meant.length > 0 ? meant : ports;
    const fixes: Fix[] = [];
    for (const candidate of candidates.slice(0, MOST_FIXES)) {
      const fix = useInstead(reference, node, candidate);
      // Only where the target port names one Service port is it certain which one is meant.
      if (fix !== undefined) fixes.push({ ...fix, safe: meant.length === 1 && copies === 1 });
    }
    return fixes;
  },
});

const MOST_FIXES = 5;

/** A number or a name that nothing may have, here or in the Service: one finding per root cause. */
function isToldElsewhere({ reference, ports }: { reference: number | string; ports: readonly ServicePort[] }): boolean {
  if (typeof reference === 'number') return !isPortNumber(reference);
  return !isPortName(reference) || ports.some(({ name }) => name.state === 'known' && !isLabelName(name.value));
}

function whereOf(ingress: Ingress, backend: IngressBackend): string {
  for (const rule of ingress.rules) {
    const path = rule.paths.find((each) => each.backend === backend)?.path;
    if (path === undefined) continue;
    return `rules[${rule.host.state === 'known' ? rule.host.value : ''}${path.state === 'known' ? path.value : ''}]`;
  }
  return 'defaultBackend';
}

/** By number or by name, as the backend is written. */
function useInstead(reference: number | string, node: YamlNode, candidate: ServicePort): Fix | undefined {
  if (candidate.port.state !== 'known') return undefined;
  const number = candidate.port.value;
  if (!isPortNumber(number)) return undefined;
  if (typeof reference === 'number') {
    const edit = changeTo(node, number);
    return edit && { title: `Change the port to ${number}`, safe: false, edits: [edit] };
  }
  if (candidate.name.state === 'known') {
    const name = candidate.name.value;
    const edit = changeTo(node, name);
    return edit && { title: `Change the port to ${quoted(name)}`, safe: false, edits: [edit] };
  }
  const edits = changeToNumber(node, number);
  return edits && { title: `Change the port to ${number}`, safe: false, edits };
}

/** The class is ingress-nginx's, or nobody can tell whose it is. */
function mayBeIngressNginx(ingress: Ingress, environment: EnvironmentView): boolean {
  if (ingress.className.state !== 'known') return true;
  const name = ingress.className.value;
  for (const candidate of environment.named('ingress-class', '', name)) {
    if (candidate.controller.state === 'known') return candidate.controller.value === 'k8s.io/ingress-nginx';
  }
  return !OTHER_CLASSES.has(name);
}

/** Classes that controllers other than ingress-nginx bring along under these names. */
const OTHER_CLASSES = new Set([
  'alb',
  'gce',
  'gce-internal',
  'traefik',
  'haproxy',
  'contour',
  'kong',
  'istio',
  'cilium',
  'azure-application-gateway',
  'azure/application-gateway',
  'openshift-default',
]);
