import { type Field, parseAddress, placeOf, qualifiedNameProblem, type Service, serviceTypeOf } from '../../kubernetes';
import { hasStandInWord, isStandIn } from '../common/evidence/stand-ins';
import { changeTo, fixOf } from '../common/fixes/edits';
import { meantWord } from '../common/fixes/legal-words';
import { quoted } from '../common/messages/words';
import type { Rejection } from '../common/spec/rejections';
import { takesOutsiders } from './placement';

const TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'];
export const SERVICE_TYPES: ReadonlySet<string> = new Set(TYPES);

/** Fields of a Service that take one of a few words, which are told apart by upper and lower case too. */
export function addEnums(service: Service, found: Rejection[]): void {
  add('type', service.serviceType, TYPES, found);
  add('sessionAffinity', service.sessionAffinity, AFFINITIES, found);
  if (takesOutsiders(service, serviceTypeOf(service))) {
    add('externalTrafficPolicy', service.externalTrafficPolicy, POLICIES, found);
  }
  add('internalTrafficPolicy', service.internalTrafficPolicy, POLICIES, found);
  addClusterIP(service, found);
  addClass(service, found);
  if (serviceTypeOf(service) === 'ExternalName') return;
  add('ipFamilyPolicy', service.ipFamilyPolicy, FAMILY_POLICIES, found);
  if (service.ipFamilies.state !== 'known') return;
  for (const family of service.ipFamilies.value.slice(0, MOST)) add('ipFamilies', family, FAMILIES, found);
}

const AFFINITIES = ['ClientIP', 'None'];
const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['Cluster', 'Local'];
const FAMILY_POLICIES = ['SingleStack', 'PreferDualStack', 'RequireDualStack'];
/** More than two are refused anyhow. */
const MOST = 2;

function add(name: string, field: Field<string>, legal: readonly string[], found: Rejection[]): void {
  // Empty is unset; a word such as SERVICE_TYPE is replaced by somebody (trap 16).
  if (field.state !== 'known' || field.value === '' || legal.includes(field.value)) return;
  const { value, node } = field;
  const meant = meantWord(value, legal);
  if (meant?.certain !== true && (isStandIn(value) || hasStandInWord(value))) return;
  found.push({
    at: placeOf(node),
    subject: `${name}=${value}`,
    says: `${name} ${quoted(value)} is not ${legal.slice(0, -1).join(', ')} or ${legal.at(-1)}`,
    mend: () =>
      meant === undefined ? [] : fixOf(`Change ${name} to ${meant.word}`, meant.certain, [changeTo(node, meant.word)]),
  });
}

/** An address, or the word `None`. */
function addClusterIP(service: Service, found: Rejection[]): void {
  const { clusterIP } = service;
  if (clusterIP.state !== 'known' || clusterIP.value === '' || clusterIP.value === 'None') return;
  const { value, node } = clusterIP;
  if (parseAddress(value) !== undefined || hasStandInWord(value)) return;
  const meant = value.trim().toLowerCase() === 'none';
  // Of other types a headless Service is refused as well.
  const safe = serviceTypeOf(service) === 'ClusterIP';
  found.push({
    at: placeOf(node),
    subject: `clusterIP=${value}`,
    says: `clusterIP ${quoted(value)} is neither an IP address nor None`,
    mend: () => (meant ? fixOf('Change clusterIP to None', safe, [changeTo(node, 'None')]) : []),
  });
}

/** The name of whoever makes the load balancer; on other types the field is refused as such. */
function addClass(service: Service, found: Rejection[]): void {
  const { loadBalancerClass: field } = service;
  if (field.state !== 'known' || serviceTypeOf(service) !== 'LoadBalancer' || hasStandInWord(field.value)) return;
  const problem = qualifiedNameProblem(field.value);
  if (problem === undefined) return;
  found.push({
    at: placeOf(field.node),
    subject: `loadBalancerClass=${field.value}`,
    says: `loadBalancerClass ${quoted(field.value)} is no qualified name: ${problem.reason.split(',', 1)[0]}`,
  });
}
