import { expect, test } from 'vitest';
import { defaultCharter } from '../../config';
import { createSnapshot } from '../../workspace';
import { certainMeshOf } from './mesh';

/** The mesh of the pods of Deployment `a` in namespace `shop`. */
function meshOf(files: { pod?: string; annotations?: string; spec?: string; namespace?: string }): string | undefined {
  const namespace =
    files.namespace === undefined
      ? ''
      : `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, ${files.namespace}}\n`;
  const text = `apiVersion: apps/v1
kind: Deployment
metadata: {name: a, namespace: shop}
spec:
  template:
    metadata: {labels: {app: a, ${files.pod ?? ''}}, annotations: {${files.annotations ?? ''}}}
    spec: {containers: [{name: main}], ${files.spec ?? ''}}
${namespace}`;
  const snapshot = createSnapshot({ charter: defaultCharter(), files: [{ path: 'all.yaml', text }] });
  const [environment] = snapshot.environments;
  if (environment === undefined) throw new Error('no environment');
  const view = snapshot.view(environment, () => {});
  const [workload] = view.ofType('workload');
  return workload && certainMeshOf(view, workload)?.kind;
}

test.each([
  ['nothing is said', {}, undefined],
  ['the namespace is not here', { pod: 'istio-injection: enabled' }, undefined],
  ['the namespace asks', { namespace: 'labels: {istio-injection: enabled}' }, 'istio-sidecar'],
  ['the namespace names a revision', { namespace: 'labels: {istio.io/rev: canary}' }, 'istio-sidecar'],
  ['the pod asks', { pod: 'sidecar.istio.io/inject: "true"' }, 'istio-sidecar'],
  [
    'the pod asks, and the namespace says no',
    { pod: 'sidecar.istio.io/inject: "true"', namespace: 'labels: {istio-injection: disabled}' },
    undefined,
  ],
  [
    'the namespace asks, and the pod says no',
    { pod: 'sidecar.istio.io/inject: "false"', namespace: 'labels: {istio-injection: enabled}' },
    undefined,
  ],
  [
    'the annotation says no',
    { annotations: 'sidecar.istio.io/inject: "false"', namespace: 'labels: {istio-injection: enabled}' },
    undefined,
  ],
  ['the annotation alone asks nobody', { annotations: 'sidecar.istio.io/inject: "true"' }, undefined],
  ['a placeholder', { namespace: 'labels: {istio-injection: "$MESH"}' }, undefined],
  ['on the host network', { spec: 'hostNetwork: true', namespace: 'labels: {istio-injection: enabled}' }, undefined],
  [
    'other ports',
    { annotations: 'proxy.istio.io/config: "statusPort: 1"', namespace: 'labels: {istio-injection: enabled}' },
    undefined,
  ],
  ['ambient', { namespace: 'labels: {istio.io/dataplane-mode: ambient}' }, 'istio-ambient'],
  [
    'ambient, and the pod stays out',
    { pod: 'istio.io/dataplane-mode: none', namespace: 'labels: {istio.io/dataplane-mode: ambient}' },
    undefined,
  ],
  ['Linkerd by the namespace', { namespace: 'annotations: {linkerd.io/inject: enabled}' }, 'linkerd'],
  ['Linkerd by the pod', { annotations: 'linkerd.io/inject: enabled' }, 'linkerd'],
  [
    'Linkerd, and the pod says no',
    { annotations: 'linkerd.io/inject: disabled', namespace: 'annotations: {linkerd.io/inject: enabled}' },
    undefined,
  ],
  [
    'Linkerd with ports of its own',
    { annotations: 'linkerd.io/inject: enabled, config.linkerd.io/admin-port: "1"' },
    undefined,
  ],
])('%s', (_, files, mesh) => {
  expect(meshOf(files)).toBe(mesh);
});
