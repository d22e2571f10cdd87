import { type GatewayObject, type Listener, type ListenerTls, placeOf } from '../../kubernetes';
import { pairOf, removePair } from '../../yaml';
import { hasOpenKey } from '../common/evidence/open-keys';
import { changeTo, fixOf } from '../common/fixes/edits';
import { meantWord, writeItAs } from '../common/fixes/legal-words';
import { quoted } from '../common/messages/words';
import { hostProblem } from '../common/spec/host-names';
import type { Rejection } from '../common/spec/rejections';
import type { CheckContext } from '../define';

const WITHOUT_TLS = new Set(['HTTP', 'TCP', 'UDP']);
const WITHOUT_HOSTNAME = new Set(['TCP', 'UDP']);
const MODES = ['Terminate', 'Passthrough'];
const PROTOCOLS = ['HTTP', 'HTTPS', 'TLS', 'TCP', 'UDP'];

/** The schema takes any word, for implementations have protocols of their own; none has one of these in small letters. */
export function addProtocol({ protocol }: Listener, index: number, rejections: Rejection[]): void {
  if (protocol.state !== 'known' || PROTOCOLS.includes(protocol.value)) return;
  const { value, node } = protocol;
  const meant = meantWord(value, PROTOCOLS);
  if (meant?.certain !== true) return;
  rejections.push({
    at: placeOf(node),
    subject: `spec.listeners[${index}].protocol=${value}`,
    severity: 'warning',
    confidence: 'likely',
    says: `protocol ${quoted(value)} has to be ${meant.word} (case matters): no Gateway knows it`,
    mend: () => writeItAs(node, meant),
  });
}

/** What a listener of each protocol may, and has to, say of TLS (V16). */
export function addTls(
  gateway: GatewayObject,
  listener: Listener,
  index: number,
  context: CheckContext,
  rejections: Rejection[],
): void {
  const { protocol, tls, node } = listener;
  const subject = `spec.listeners[${index}].tls`;
  const key = pairOf(node, 'tls')?.key;
  if (tls.state === 'known') addMode(listener, tls.value, subject, rejections);
  if (protocol.state !== 'known') return;
  if (tls.state === 'known' && WITHOUT_TLS.has(protocol.value)) {
    const secure = protocol.value === 'HTTP' ? 'HTTPS' : protocol.value === 'TCP' ? 'TLS' : undefined;
    rejections.push({
      at: placeOf(key ?? tls.node),
      subject,
      says: `a listener with protocol ${protocol.value} cannot have tls`,
      mend: () => [
        ...(secure === undefined
          ? []
          : fixOf(`Change the protocol to ${secure}`, false, [changeTo(protocol.node, secure)])),
        ...fixOf('Remove tls', false, [removePair(node, 'tls')]),
      ],
    });
  }
  if (tls.state !== 'absent' || hasOpenKey(node) || (protocol.value !== 'HTTPS' && protocol.value !== 'TLS')) return;
  if (certificatesFromElsewhere(gateway, context)) return;
  // The schemas of Gateway API 1.0 to 1.3 take it, and the listener then has no certificate.
  rejections.push({
    at: placeOf(protocol.node),
    subject,
    severity: 'warning',
    confidence: 'likely',
    says: `a listener with protocol ${protocol.value} needs tls, and this one has none`,
  });
}

function addMode(
  { protocol, node: owner }: Listener,
  tls: ListenerTls,
  subject: string,
  rejections: Rejection[],
): void {
  const { mode, certificateRefs, options, node } = tls;
  if (mode.state === 'known' && !MODES.includes(mode.value)) {
    const { value } = mode;
    rejections.push({
      at: placeOf(mode.node),
      subject: `${subject}.mode=${value}`,
      says: `tls mode ${quoted(value)} is neither Terminate nor Passthrough (case matters)`,
      mend: () => writeItAs(mode.node, meantWord(value, MODES)),
    });
    return;
  }
  if (protocol.state !== 'known' || WITHOUT_TLS.has(protocol.value) || mode.state === 'unknown') return;
  if (mode.state === 'known' && mode.value === 'Passthrough') {
    if (protocol.value !== 'HTTPS') return;
    rejections.push({
      at: placeOf(mode.node),
      subject: `${subject}.mode=Passthrough`,
      says: 'a listener with protocol HTTPS needs tls mode Terminate; Passthrough is for protocol TLS',
      mend: () => [
        ...fixOf('Change the protocol to TLS', false, [changeTo(protocol.node, 'TLS')]),
        ...fixOf('Change the mode to Terminate', false, [changeTo(mode.node, 'Terminate')]),
      ],
    });
    return;
  }
  if (hasOpenKey(node)) return;
  if (certificateRefs.state === 'unknown' || options.state === 'unknown') return;
  if (certificateRefs.state === 'known' && certificateRefs.value.items.length > 0) return;
  if (options.state === 'known' && options.value.pairs.length > 0) return;
  const says = mode.state === 'known' ? 'tls mode Terminate' : 'tls without a mode is Terminate, and';
  rejections.push({
    at: placeOf(mode.state === 'known' ? mode.node : (pairOf(owner, 'tls')?.key ?? node)),
    subject: `${subject}.certificateRefs`,
    says: `${says} needs certificateRefs or options`,
  });
}

/** Clouds take certificates from annotations or from resources of their own. */
function certificatesFromElsewhere({ className, annotations }: GatewayObject, { cluster }: CheckContext): boolean {
  if (className.state !== 'known' || !annotations.complete || CLOUDS.test(className.value)) return true;
  if (cluster.platform !== undefined && CLOUDS.test(cluster.platform)) return true;
  return [...annotations.entries.keys()].some((key) => key.includes('cert') || CLOUDS.test(key));
}

const CLOUDS = /aws|amazon|lattice|alb|nlb|eks|gke|google|gcp|azure|aks|cloudflare|tailscale/i;

export function addHostname(listener: Listener, index: number, rejections: Rejection[]): void {
  const { hostname, protocol, node } = listener;
  if (hostname.state !== 'known' || hostname.value === '') return;
  const { value } = hostname;
  const subject = `spec.listeners[${index}].hostname=${value}`;
  const remove = (safe: boolean) => fixOf('Remove the hostname', safe, [removePair(node, 'hostname')]);
  if (protocol.state === 'known' && WITHOUT_HOSTNAME.has(protocol.value)) {
    rejections.push({
      at: placeOf(pairOf(node, 'hostname')?.key ?? hostname.node),
      subject,
      says: `a listener with protocol ${protocol.value} cannot have a hostname`,
      mend: () => remove(false),
    });
    return;
  }
  if (value === '*') {
    rejections.push({
      at: placeOf(hostname.node),
      subject,
      says: 'hostname "*" is not legal; a listener without a hostname takes them all',
      mend: () => remove(true),
    });
    return;
  }
  const problem = hostProblem(value);
  if (problem === undefined) return;
  const { reason, meant, safe } = problem;
  rejections.push({
    at: placeOf(hostname.node),
    subject,
    says: `hostname ${quoted(value)} is not legal: ${reason}`,
    mend: () =>
      meant === undefined ? [] : fixOf(`Write it as ${quoted(meant)}`, safe === true, [changeTo(hostname.node, meant)]),
  });
}
