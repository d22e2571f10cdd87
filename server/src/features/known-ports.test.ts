import { expect, test } from 'vitest';
import { analyse, runToEnd } from '../analysis';
import { defaultCharter } from '../config';
import { createSnapshot } from '../workspace';
import { hoverAt } from './hover';

const pods = (ports: string, fields = '') => `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: edge, namespace: edge}
spec:
  selector: {matchLabels: {app: edge}}
  template:
    metadata: {labels: {app: edge}}
    spec:
      ${fields}
      containers:
      - {name: main, image: example/edge:1, ports: [${ports}]}
`;
const service = (ports: string) => `apiVersion: v1
kind: Service
metadata: {name: edge, namespace: edge}
spec: {type: NodePort, selector: {app: edge}, ports: [${ports}]}
`;

/** What the editor shows at `|`, without Markdown. */
function hover(marked: string): string | undefined {
  const before = marked.slice(0, marked.indexOf('|')).split('\n');
  const files = [{ path: 'edge.yaml', text: marked.replace('|', '') }];
  const snapshot = createSnapshot({ charter: defaultCharter(), files });
  const analysis = runToEnd(analyse(snapshot, { today: '2026-01-01' }));
  return hoverAt(snapshot, analysis, 'edge.yaml', { line: before.length - 1, character: before.at(-1)?.length ?? 0 })
    ?.text;
}

test.each([
  [
    'a host port',
    pods('{containerPort: 8443, hostPort: 102|50}'),
    '10250/TCP is the kubelet API on each node (Kubernetes source, pkg/cluster/ports/ports.go)',
  ],
  [
    'a port on the host network',
    pods('{containerPort: 64|43}', 'hostNetwork: true'),
    '6443/TCP is the Kubernetes API on nodes of the control plane (Kubernetes documentation, Ports and Protocols)',
  ],
  [
    'a port in a pod',
    pods('{containerPort: 54|32}'),
    '5432/TCP is usually PostgreSQL (KICS, table of sensitive TCP ports)',
  ],
  [
    'a port in a pod that nodes have as well',
    pods('{containerPort: 102|50}'),
    '10250/TCP is the kubelet API on each node (Kubernetes source, pkg/cluster/ports/ports.go)',
  ],
  [
    'a port of a mesh',
    pods('{containerPort: 150|90}'),
    '15090/TCP is the Envoy metrics of the Istio sidecar (Istio documentation, Application Requirements)',
  ],
  [
    'a Service port',
    service('{port: 92|29}'),
    '9229/TCP is usually the Node.js inspector (Node.js documentation, Debugging)',
  ],
  ['a target port', service('{port: 80, targetPort: 50|05}'), '5005/TCP is usually the Java debugger (common default)'],
  [
    'a host port of a service in the pod',
    pods('{containerPort: 1434, hostPort: 14|34, protocol: UDP}'),
    '1434/UDP is usually the browser of Microsoft SQL Server (KICS, table of sensitive TCP ports)',
  ],
  [
    'a host port in a range',
    pods('{containerPort: 1, hostPort: 500|00}'),
    '50000/TCP is in the range of ports that Linux gives to outgoing connections (Linux kernel documentation, ip_local_port_range)',
  ],
])('%s that is known says so', (_, text, line) => {
  const said = hover(text)?.split('\n') ?? [];
  expect(said.at(-1)).toBe(line);
});

test.each([
  ['a number that many programs use', pods('{containerPort: 80|80}')],
  ['a number with another protocol', pods('{containerPort: 1434|}')],
  ['a number that nobody knows', pods('{containerPort: 123|45}')],
  ['a node port in its range', service('{port: 80, nodePort: 300|80}')],
  ['a port of something that the cluster may not have', pods('{containerPort: 42|44}')],
])('%s says nothing about itself', (_, text) => {
  expect(hover(text) ?? '').not.toMatch(/\/(TCP|UDP) is /);
});

test('the line stands below what the port leads to', () => {
  const said = hover(`${service('{port: 5432, targetPort: 54|32}')}---\n${pods('{containerPort: 5432}')}`);
  expect(said).toMatch(/leads to port 5432[\s\S]*5432\/TCP is usually PostgreSQL/);
});
