import { dnsNameProblem, isHeadless, placeOf, type Service } from '../../kubernetes';
import { type EnvironmentView, namespaceOf } from '../../workspace';
import { pairOf } from '../../yaml';
import { hasOpenKey } from '../common/evidence/open-keys';
import { hasStandInWord, hasTemplateSign } from '../common/evidence/stand-ins';
import { changeTo, fixOf } from '../common/fixes/edits';
import { called, placeOfObject, quoted } from '../common/messages/words';
import type { Rejection } from '../common/spec/rejections';
import type { Fix } from '../define';

/** What every Service of a type has to have: ports, or the name it stands for (V8). */
export function addMissing(service: Service, type: string, environment: EnvironmentView, found: Rejection[]): void {
  if (type === 'ExternalName') addExternalName(service, environment, found);
  else addPorts(service, environment, found);
}

function addPorts(service: Service, environment: EnvironmentView, found: Rejection[]): void {
  const { ports, spec } = service;
  const none = ports.state === 'absent' || (ports.state === 'known' && ports.value.length === 0);
  if (!none || spec === null || isHeadless(service) !== false || pairOf(spec, 'clusterIPs') !== undefined) return;
  if (!isWhole(service, environment)) return;
  found.push({
    at: ports.state === 'known' ? placeOf(ports.node) : placeOfObject(service),
    subject: 'ports',
    says: `${called(service)} has no ports, and only a headless or ExternalName Service needs none`,
  });
}

function addExternalName(service: Service, environment: EnvironmentView, found: Rejection[]): void {
  const { externalName, serviceType } = service;
  if (externalName.state === 'absent' || (externalName.state === 'known' && externalName.value === '')) {
    if (!isWhole(service, environment)) return;
    const node =
      externalName.state === 'known' ? externalName.node : serviceType.state === 'known' ? serviceType.node : undefined;
    found.push({
      at: node === undefined ? placeOfObject(service) : placeOf(node),
      subject: 'externalName',
      says: 'type ExternalName needs an externalName, the DNS name that it stands for',
    });
    return;
  }
  if (externalName.state !== 'known' || isToReplace(externalName.value)) return;
  const { value, node } = externalName;
  // One dot at its end says that the name is complete.
  const problem = dnsNameProblem(value.endsWith('.') ? value.slice(0, -1) : value);
  if (problem === undefined) return;
  found.push({
    at: placeOf(node),
    subject: `externalName=${value}`,
    says: `externalName ${quoted(value)} is no DNS name: ${problem.reason.split(',', 1)[0]}`,
    mend: () => legalNames(value, (name) => changeTo(node, name)),
  });
}

/** In names of hosts upper and lower case are the same; the rest of an address has no place in one. */
function legalNames(value: string, edit: (name: string) => ReturnType<typeof changeTo>): readonly Fix[] {
  const bare = value
    .trim()
    .replace(/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\//, '')
    .replace(/[:/].*$/, '')
    .toLowerCase();
  if (dnsNameProblem(bare) !== undefined) return [];
  return fixOf(`Change externalName to ${quoted(bare)}`, bare === value.toLowerCase(), [edit(bare)]);
}

/** A word in capitals, and whatever stands in brackets, is replaced before it is applied (trap 16). */
function isToReplace(value: string): boolean {
  return /[A-Z]{3}/.test(value) || hasTemplateSign(value) || hasStandInWord(value);
}

/**
 * Not a part of a Service that something else completes: a patch that no kustomization here lists, an assertion of a test.
 * What a kustomization lists as a resource is whole.
 */
function isWhole(service: Service, environment: EnvironmentView): boolean {
  if (service.incomplete || environment.hasAlternatives(service) || service.name.state !== 'known') return false;
  // A directive of a patch, or a part that a template fills in.
  if (service.spec === null || hasOpenKey(service.spec)) return false;
  if (environment.environment.source === 'kustomization') return true;
  if (PARTS.test(service.document.path) || service.document.text.includes('#@')) return false;
  const namespace = namespaceOf(service);
  if (namespace === undefined || environment.named('service', namespace, service.name.value).length > 1) return false;
  // A patch says what differs, and seldom whom it selects.
  return (
    service.externalName.state === 'known' ||
    service.selector.state === 'known' ||
    (service.serviceType.state === 'known' && service.serviceType.value === 'ExternalName')
  );
}

const PARTS =
  /(^|[/._-])(patch(es)?|overlays?|overrides?|merge|asserts?|kuttl|chainsaw)([/._-]|\d|$)|[/-]errors\.ya?ml$/i;
