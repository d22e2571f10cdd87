import type { Container, Probe, ProbeHandlers } from '../../kubernetes';
import { placeOf } from '../../kubernetes';
import { deref, insertKey, keyName, pairOf, removePair } from '../../yaml';
import { nearName } from '../common/evidence/near-miss';
import { hasOpenKey } from '../common/evidence/open-keys';
import { isPlainKind } from '../common/evidence/plain-kinds';
import { changeTo, fixOf } from '../common/fixes/edits';
import { portText, quoted } from '../common/messages/words';
import { forbiddenOnInit } from '../common/spec/init-containers';
import { type Rejection, relatedTo, SAYS_ITSELF } from '../common/spec/rejections';
import { defineGuardrail, type Fix } from '../define';

export const invalidProbe = defineGuardrail<'workload', Rejection>({
  id: 'invalid-probe',
  title: 'A probe or lifecycle hook that the API server refuses',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['workload'],
    find(workload) {
      // A custom resource has rules of its own for the pod template it carries (trap 10).
      if (!isPlainKind(workload)) return NONE;
      const rejections: Rejection[] = [];
      for (const [index, container] of workload.template.containers.entries()) addFrom(container, index, rejections);
      return rejections;
    },
  },
  ...SAYS_ITSELF,
});

const NONE: readonly Rejection[] = [];
const SCHEMES = ['HTTP', 'HTTPS'];
const OF_PROBES = ['httpGet', 'tcpSocket', 'exec', 'grpc'];
const OF_HOOKS = ['exec', 'httpGet', 'tcpSocket', 'sleep'];

function addFrom(container: Container, index: number, rejections: Rejection[]): void {
  if (container.role === 'unknown') return;
  if (container.role === 'init') {
    addFromInit(container, index, rejections);
    return;
  }
  for (const handlers of container.handlers) addHandlers(container, handlers, index, rejections);
  for (const probe of container.probes) {
    addScheme(probe, index, rejections);
    addMissingPort(container, probe, index, rejections);
  }
}

/** An init container runs to its end before anyone asks: only one that stays (`restartPolicy: Always`) has probes and hooks. */
function addFromInit(container: Container, index: number, rejections: Rejection[]): void {
  const written = forbiddenOnInit(container);
  const [first] = written;
  if (first === undefined) return;
  const names = written.map(({ key }) => keyName(key) ?? '');
  const which =
    container.name.state === 'known' ? `init container ${quoted(container.name.value)}` : 'an init container';
  rejections.push({
    at: placeOf(first.key),
    subject: `initContainers[${index}].${names.join('+')}`,
    says: `${which} cannot have ${names.join(', ')}: only one with restartPolicy Always can`,
    related: written.slice(1).map(({ key }) => relatedTo(key, 'This one is refused as well')),
    mend: () => [
      ...fixOf(
        `Remove ${names.join(', ')}`,
        false,
        names.map((name) => removePair(container.node, name)),
      ),
      ...makeSidecar(container),
    ],
  });
}

/** A container that is to stay beside the others is a sidecar, and says so. */
function makeSidecar(container: Container): readonly Fix[] {
  const title = 'Make it a sidecar with restartPolicy: Always';
  const own = pairOf(container.node, 'restartPolicy');
  const edit =
    own === undefined ? insertKey(container.node, 'restartPolicy', 'Always', 'image') : changeTo(own.value, 'Always');
  return fixOf(title, false, [edit]);
}

function addHandlers(container: Container, handlers: ProbeHandlers, index: number, rejections: Rejection[]): void {
  const { kind, written, key, node } = handlers;
  if (written === undefined) return;
  const legal = isHook(kind) ? OF_HOOKS : OF_PROBES;
  const counted = written.filter((name) => legal.includes(name));
  const subject = `containers[${index}].${kind}`;
  const [first, second] = counted;
  if (first === undefined) {
    // A container without an image is a part of one, to be laid over another (a patch).
    if (container.image.state === 'absent' || hasOpenKey(node)) return;
    rejections.push({
      at: placeOf(key),
      subject,
      says: `${kind} has no handler; it needs one of ${legal.join(', ')}`,
      mend: () => misspelt(handlers, legal),
    });
    return;
  }
  if (second === undefined) return;
  rejections.push({
    at: placeOf(pairOf(node, second)?.key ?? key),
    subject,
    says: `${kind} has ${counted.length} handlers (${counted.join(', ')}), and exactly one is legal`,
    related: [relatedTo(pairOf(node, first)?.key ?? key, `${first} is a handler already`)],
    mend: () =>
      counted.length > 2
        ? []
        : [second, first].flatMap((name) => fixOf(`Remove ${name}`, false, [removePair(node, name)])),
  });
}

/** `httpget` is no field, and the one that it stands for is evident. */
function misspelt({ node }: ProbeHandlers, legal: readonly string[]): readonly Fix[] {
  for (const { key, value } of node.pairs) {
    const name = keyName(key);
    const meant = name === undefined || deref(value).type !== 'mapping' ? undefined : nearName(name, legal);
    if (meant !== undefined) return fixOf(`Write it as ${meant}`, true, [changeTo(key, meant)]);
  }
  return [];
}

function addScheme({ kind, scheme }: Probe, index: number, rejections: Rejection[]): void {
  if (scheme.state !== 'known' || scheme.value === '' || SCHEMES.includes(scheme.value)) return;
  const { node, value } = scheme;
  const upper = value.trim().toUpperCase();
  rejections.push({
    at: placeOf(node),
    subject: `containers[${index}].${kind}.scheme=${value}`,
    says: `scheme ${quoted(value)} is neither HTTP nor HTTPS (case matters)`,
    mend: () => (SCHEMES.includes(upper) ? fixOf(`Write it as ${upper}`, true, [changeTo(node, upper)]) : []),
  });
}

function addMissingPort(container: Container, probe: Probe, index: number, rejections: Rejection[]): void {
  if (probe.port.state !== 'absent' || container.image.state === 'absent' || hasOpenKey(probe.node)) return;
  const { kind, handler, node } = probe;
  const owner = container.handlers.find(
    (each) => each.kind === kind && deref(pairOf(each.node, handler)?.value ?? each.key) === node,
  );
  const key = owner === undefined ? undefined : pairOf(owner.node, handler)?.key;
  rejections.push({
    at: placeOf(key ?? node),
    subject: `containers[${index}].${kind}.${handler}`,
    says: `${handler} of ${kind} has no port`,
    mend: () => onlyPort(container, probe),
  });
}

function onlyPort(container: Container, { handler, node }: Probe): readonly Fix[] {
  const [port, other] = container.ports;
  if (port === undefined || other !== undefined || port.containerPort.state !== 'known') return [];
  const name = handler !== 'grpc' && port.name.state === 'known' ? port.name.value : undefined;
  const reference = name ?? port.containerPort.value;
  return fixOf(`Add port ${portText(reference)}`, false, [insertKey(node, 'port', reference)]);
}

function isHook(kind: Probe['kind']): boolean {
  return kind === 'postStart' || kind === 'preStop';
}
