/** A port (or a run of ports) that something well known uses. The tables are in `known-ports.ts`. */
export interface KnownPort {
  readonly from: number;
  /** Equal to `from` for a single one. */
  readonly to: number;
  readonly protocols: readonly PortProtocol[];
  /** Who uses it: `kubelet`, `Calico`. */
  readonly component: string;
  /** What it is, to be read behind "is": `the kubelet API`. */
  readonly what: string;
  readonly scope: PortScope;
  readonly use: KnownPortUse;
  /** It listens on the loopback address only. */
  readonly local: boolean;
  /** The part of a cluster that has to be there; undefined: every cluster has it. */
  readonly on: ClusterPart | undefined;
  /** What somebody gets who reaches it; undefined where that is nothing special. */
  readonly sensitivity: Sensitivity | undefined;
  /** So many programs use the number that a name or an image has to say the same before anybody believes it. */
  readonly generic: boolean;
  readonly source: PortSource;
}

export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** What a cluster hands out to Services of type NodePort where nobody says otherwise. */
export const DEFAULT_NODE_PORTS: PortRange = { from: 30000, to: 32767 };

/** What Linux gives to outgoing connections where nobody changes it (`ip_local_port_range`). */
export const OUTGOING_PORTS: PortRange = { from: 32768, to: 60999 };

export type PortProtocol = 'TCP' | 'UDP' | 'SCTP';

/** Whose address the port is on: each node's, that of nodes that run the control plane, a pod's, a Service's. */
export type PortScope = 'node' | 'control-plane' | 'pod' | 'service';

/**
 * `conflict`: taken where it is, so nothing else may claim it there. `mesh`: an injected sidecar takes it in the pod.
 * `sensitive`: has no business in the open. `info`: worth knowing.
 */
export type KnownPortUse = 'conflict' | 'mesh' | 'sensitive' | 'info';

export type Sensitivity = 'debug' | 'control' | 'administration' | 'database' | 'metrics' | 'console' | 'cleartext';

export type ClusterPart =
  | 'antrea'
  | 'calico'
  | 'cilium'
  | 'flannel'
  | 'istio'
  | 'k3s'
  | 'konnectivity'
  | 'linkerd'
  | 'metallb'
  | 'node-local-dns'
  | 'openshift'
  | 'rke2';

/** Where a row was read. `common` marks defaults of programs that were not read again from their own documentation. */
export const PORT_SOURCES = {
  kubernetesDocs: 'Kubernetes documentation, Ports and Protocols',
  kubernetesPorts: 'Kubernetes source, pkg/cluster/ports/ports.go',
  nodePorts: 'Kubernetes documentation, Service, and KEP-3668',
  removed: 'Kubernetes changelog, removed insecure ports',
  cis: 'CIS Kubernetes Benchmark, 4.2.4',
  linux: 'Linux kernel documentation, ip_local_port_range',
  konnectivity: 'Kubernetes documentation, Konnectivity service',
  k3s: 'K3s and RKE2 documentation, Requirements',
  openshift: 'OpenShift documentation, network flow matrix',
  coredns: 'Kubernetes source, CoreDNS add-on manifest',
  nodeLocalDns: 'Kubernetes source, NodeLocal DNSCache manifest',
  calico: 'Calico documentation, System requirements, and felix config_params.go',
  cilium: 'Cilium documentation, System Requirements',
  flannel: 'flannel documentation, Backends',
  antrea: 'Antrea documentation, Network Requirements',
  istio: 'Istio documentation, Application Requirements',
  istioAmbient: 'Istio documentation, Ztunnel traffic redirection',
  linkerd: 'Linkerd source, charts/linkerd-control-plane/values.yaml',
  ingressNginx: 'ingress-nginx documentation, Command line arguments',
  metallb: 'MetalLB manifests and documentation',
  webhooks: 'manifests of cert-manager, External Secrets and others',
  kics: 'KICS, table of sensitive TCP ports',
  kubescape: 'Kubescape, controls C-0021 and C-0042',
  sonar: 'SonarSource, rule S6473',
  nodejs: 'Node.js documentation, Debugging',
  common: 'common default',
} as const;

export type PortSource = keyof typeof PORT_SOURCES;
