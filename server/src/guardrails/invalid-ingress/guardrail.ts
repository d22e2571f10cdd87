import { CLASS_ANNOTATION, type Ingress, parseAddress, placeOf } from '../../kubernetes';
import { deref, type MappingNode, pairOf, removePair, type YamlNode } from '../../yaml';
import { hasOpenKey } from '../common/evidence/open-keys';
import { changeTo, fixOf } from '../common/fixes/edits';
import { quoted } from '../common/messages/words';
import { type HostProblem, hostProblem } from '../common/spec/host-names';
import { distinct, type Rejection, relatedTo, SAYS_ITSELF } from '../common/spec/rejections';
import { defineGuardrail } from '../define';
import { addBackend, addOldBackends, inNewShape, isOldBackend } from './backends';
import { addMissingTypes, addPath } from './paths';

export const invalidIngress = defineGuardrail<'ingress', Rejection>({
  id: 'invalid-ingress',
  title: 'An Ingress that the API server refuses',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['ingress'],
    find(ingress, { environment }) {
      // Clusters since 1.22 know no older version.
      if (ingress.apiVersion !== 'networking.k8s.io/v1' || ingress.spec === null) return NONE;
      const rejections: Rejection[] = [];
      addNothing(ingress, ingress.spec, rejections);
      addClass(ingress, rejections);
      if (ingress.defaultBackend !== null && !isOldBackend(ingress.defaultBackend)) {
        addBackend(ingress, ingress.defaultBackend, 'defaultBackend', environment, rejections);
      }
      for (const [index, rule] of ingress.rules.entries()) {
        const path = `rules[${index}]`;
        if (rule.host.state === 'known') addHost(rule.host.value, rule.host.node, rule.node, path, rejections);
        addNoPaths(ingress.rules[index], path, rejections);
        for (const [at, each] of rule.paths.entries()) {
          addPath(each, `${path}.paths[${at}]`, rejections);
          if (each.backend === null) addNoBackend(ingress, each.node, `${path}.paths[${at}]`, rejections);
          else if (!isOldBackend(each.backend)) {
            addBackend(ingress, each.backend, `${path}.paths[${at}].backend`, environment, rejections);
          }
        }
      }
      for (const host of ingress.tlsHosts) {
        if (host.state === 'known') addTlsHost(host.value, host.node, rejections);
      }
      addMissingTypes(ingress, rejections);
      addOldBackends(ingress, rejections);
      return distinct(rejections);
    },
  },
  ...SAYS_ITSELF,
});

const NONE: readonly Rejection[] = [];
/** Neither rules nor a default backend. Where neither is written, it is a part of an Ingress, to be laid over another (a patch). */
function addNothing(ingress: Ingress, spec: MappingNode, rejections: Rejection[]): void {
  if (ingress.incomplete || ingress.rules.length > 0 || ingress.defaultBackend !== null || hasOpenKey(spec)) return;
  const old = pairOf(spec, 'backend');
  const empty = pairOf(spec, 'rules') ?? pairOf(spec, 'defaultBackend');
  if (old !== undefined) {
    rejections.push({
      at: placeOf(old.key),
      subject: 'spec.backend',
      says: 'spec.backend is a field of older versions; in networking.k8s.io/v1 it is defaultBackend',
      mend: () => {
        const content = inNewShape(old.value);
        const rename = changeTo(old.key, 'defaultBackend');
        if (content !== undefined) return fixOf('Write it as defaultBackend', true, [rename, content]);
        const value = deref(old.value);
        const isNew = value.type === 'mapping' && pairOf(value, 'service') !== undefined;
        return isNew ? fixOf('Write it as defaultBackend', true, [rename]) : [];
      },
    });
    return;
  }
  const at = empty?.key ?? (spec.pairs.length === 0 ? pairOf(ingress.node, 'spec')?.key : undefined);
  if (at === undefined) return;
  rejections.push({ at: placeOf(at), subject: 'spec', says: 'the Ingress has neither rules nor a defaultBackend' });
}

/** Refused where the Ingress is created. */
function addClass({ ingressClassName, classAnnotation, annotations }: Ingress, rejections: Rejection[]): void {
  if (ingressClassName.state !== 'known' || classAnnotation.state !== 'known') return;
  const named = ingressClassName.value;
  const annotated = classAnnotation.value;
  if (named === annotated) return;
  const { node } = annotations;
  rejections.push({
    at: placeOf(classAnnotation.node),
    subject: `metadata.annotations.class=${annotated}`,
    says: `annotation ${CLASS_ANNOTATION} is ${quoted(annotated)}, and ingressClassName is ${quoted(named)}`,
    related: [relatedTo(ingressClassName.node, 'ingressClassName stands here')],
    mend: () => [
      ...fixOf('Remove the annotation', false, [
        node?.type === 'mapping' ? removePair(node, CLASS_ANNOTATION) : undefined,
      ]),
      ...fixOf(`Change ingressClassName to ${quoted(annotated)}`, false, [changeTo(ingressClassName.node, annotated)]),
    ],
  });
}

function addHost(value: string, node: YamlNode, rule: MappingNode, path: string, rejections: Rejection[]): void {
  if (value === '') return;
  const add = (says: string, mend: Rejection['mend']) =>
    rejections.push({ at: placeOf(node), subject: `${path}.host=${value}`, says, ...(mend && { mend }) });
  if (value === '*') {
    add('host "*" is not legal; a rule without a host takes them all', () =>
      fixOf('Remove the host', true, [removePair(rule, 'host')]),
    );
    return;
  }
  if (parseAddress(value) !== undefined) {
    add(`host ${quoted(value)} is an IP address, and a host has to be a DNS name`, () =>
      fixOf('Remove the host, which takes them all', false, [removePair(rule, 'host')]),
    );
    return;
  }
  const problem = hostProblem(value);
  if (problem === undefined) return;
  add(`host ${quoted(value)} is not legal: ${problem.reason}`, () => corrected(problem, node));
}

function addTlsHost(value: string, node: YamlNode, rejections: Rejection[]): void {
  const problem = hostProblem(value);
  if (problem === undefined) return;
  rejections.push({
    at: placeOf(node),
    subject: `tls.hosts=${value}`,
    says: `tls host ${quoted(value)} is not legal: ${problem.reason}`,
    mend: () => corrected(problem, node),
  });
}

function corrected({ meant, safe }: HostProblem, node: YamlNode) {
  return meant === undefined ? [] : fixOf(`Write it as ${quoted(meant)}`, safe === true, [changeTo(node, meant)]);
}

function addNoPaths(rule: Ingress['rules'][number] | undefined, path: string, rejections: Rejection[]): void {
  if (rule?.http.state !== 'known' || hasOpenKey(rule.http.value)) return;
  const { pathList, http, node } = rule;
  if (pathList.state === 'unknown' || (pathList.state === 'known' && pathList.value.items.length > 0)) return;
  const key = pairOf(http.value, 'paths')?.key ?? pairOf(node, 'http')?.key;
  rejections.push({
    at: placeOf(key ?? http.value),
    subject: `${path}.http.paths`,
    says: 'http has no paths, and needs one at least',
  });
}

function addNoBackend(ingress: Ingress, node: MappingNode, path: string, rejections: Rejection[]): void {
  if (ingress.incomplete || hasOpenKey(node)) return;
  const key = pairOf(node, 'backend')?.key ?? pairOf(node, 'path')?.key ?? node.pairs[0]?.key;
  rejections.push({ at: placeOf(key ?? node), subject: `${path}.backend`, says: 'this path has no backend' });
}
