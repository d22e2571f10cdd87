import type { MappingNode, SequenceNode, YamlDocument, YamlNode } from '../yaml';
import type { Field, FieldProblem } from './field';

/** An object of the cluster as its manifest states it; each value knows where it was written. */
export type KubernetesObject =
  | Service
  | Workload
  | Ingress
  | NetworkPolicy
  | ClusterPolicy
  | Namespace
  | ConfigMap
  | IngressClass
  | Endpoints
  | GatewayObject
  | RouteObject
  | ReferenceGrant
  | Monitor
  | WebhookConfiguration
  | ApiService
  | PortTest
  | OtherObject;

export type ObjectType = KubernetesObject['type'];
export type ObjectOf<T extends ObjectType> = Extract<KubernetesObject, { type: T }>;

export interface ObjectBase {
  readonly apiVersion: string;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** The object's mapping: a document's root, or an item of a List. */
  readonly node: MappingNode;
  readonly document: YamlDocument;
  readonly problems: readonly FieldProblem[];
  /**
   * Something of it could not be read: a list may have more items than it shows. Where the document itself is broken,
   * a field that is not there is unknown, not absent, and there are no problems.
   */
  readonly incomplete: boolean;
}

/** Keys and values as written. `complete` is false where a key or the whole map is unknown. */
export interface Labels {
  readonly entries: ReadonlyMap<string, LabelValue>;
  readonly complete: boolean;
  /** Keys that the controller of the kind sets on every pod: there, with a value that nobody can tell (S026). */
  readonly added?: ReadonlySet<string>;
  /** What is not written is not there, also of the keys that controllers set. */
  readonly closed?: true;
  readonly node: YamlNode | null;
}

export interface LabelValue {
  readonly key: YamlNode;
  readonly value: Field<string>;
}

/** `matchLabels` and `matchExpressions`; a Service's selector is one with `matchLabels` only. */
export interface LabelSelector {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly LabelExpression[];
  /** False where a part of the selector is unknown. */
  readonly complete: boolean;
  readonly node: YamlNode;
}

export interface LabelExpression {
  readonly key: Field<string>;
  readonly operator: Field<string>;
  readonly values: readonly Field<string>[];
  readonly node: YamlNode;
}

/** A port by number or by name (IntOrString). */
export type PortReference = Field<number | string>;

export interface Service extends ObjectBase {
  readonly type: 'service';
  /** Absent means ClusterIP. */
  readonly serviceType: Field<string>;
  readonly clusterIP: Field<string>;
  readonly externalName: Field<string>;
  /** Absent where the Service has no selector (its endpoints are made by hand). */
  readonly selector: Field<LabelSelector>;
  /** Unknown as a whole where one of its items is. */
  readonly ports: Field<readonly ServicePort[]>;
  readonly healthCheckNodePort: Field<number>;
  readonly externalTrafficPolicy: Field<string>;
  readonly internalTrafficPolicy: Field<string>;
  readonly sessionAffinity: Field<string>;
  readonly sessionAffinityConfig: Field<MappingNode>;
  readonly ipFamilyPolicy: Field<string>;
  readonly ipFamilies: Field<readonly Field<string>[]>;
  readonly externalIPs: Field<readonly Field<string>[]>;
  readonly loadBalancerSourceRanges: Field<readonly Field<string>[]>;
  readonly loadBalancerClass: Field<string>;
  readonly allocateLoadBalancerNodePorts: Field<boolean>;
  readonly publishNotReadyAddresses: Field<boolean>;
  /** The `spec` mapping, for edits. */
  readonly spec: MappingNode | null;
}

export interface ServicePort {
  readonly name: Field<string>;
  readonly port: Field<number>;
  /** Absent means TCP. */
  readonly protocol: Field<string>;
  /** Absent (or 0) means `port`. */
  readonly targetPort: PortReference;
  readonly nodePort: Field<number>;
  readonly appProtocol: Field<string>;
  readonly node: MappingNode;
}

/** Anything with a pod template, of any kind. A Pod is its own template. */
export interface Workload extends ObjectBase {
  readonly type: 'workload';
  /** The template of its pods. Where the kind has several: the first one, and the labels that differ are unknown. */
  readonly template: PodTemplate;
  /** All templates: most kinds have one; a LeaderWorkerSet or a RayCluster has more. */
  readonly templates: readonly PodTemplate[];
  readonly replicas: Field<number>;
  /** `spec.selector`, where the kind has one. */
  readonly selector: Field<LabelSelector>;
  /** How pods are replaced: a Deployment's `strategy`, a DaemonSet's or StatefulSet's `updateStrategy`. */
  readonly rollout: Field<Rollout>;
  /** Of a StatefulSet: the Service that gives its pods their names. */
  readonly serviceName: Field<string>;
  /** The `spec` mapping, for edits. */
  readonly spec: MappingNode | null;
  /** The controller owner of a Pod or ReplicaSet: it counts as its owner. */
  readonly owner: { readonly kind: string; readonly name: string } | null;
}

export interface Rollout {
  /** `RollingUpdate`, `Recreate`, `OnDelete`. Absent means RollingUpdate. */
  readonly type: Field<string>;
  /** A number of pods, or a part of them as `25%`. */
  readonly maxUnavailable: Field<number | string>;
  readonly maxSurge: Field<number | string>;
  /** The `rollingUpdate` mapping, where one is written. */
  readonly rollingUpdate: MappingNode | null;
  readonly node: MappingNode;
}

export interface PodTemplate {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly containers: readonly Container[];
  /** False where the list of containers, or a part of it, is unknown. */
  readonly containersComplete: boolean;
  readonly hostNetwork: Field<boolean>;
  readonly dnsPolicy: Field<string>;
  readonly hostUsers: Field<boolean>;
  /** What decides on which nodes the pods may run. */
  readonly placement: Placement;
  /** The pod's `spec` mapping, for edits. */
  readonly spec: MappingNode | null;
  readonly node: YamlNode;
}

export interface Placement {
  readonly nodeName: Field<string>;
  readonly nodeSelector: Labels;
  readonly affinity: Field<MappingNode>;
  readonly tolerations: Field<SequenceNode>;
  readonly topologySpread: Field<SequenceNode>;
  /** `spec.os.name`. */
  readonly system: Field<string>;
}

export interface Container {
  readonly name: Field<string>;
  /** A sidecar is an init container with `restartPolicy: Always`; it runs and listens like a regular one. */
  readonly role: 'regular' | 'init' | 'sidecar' | 'unknown';
  readonly image: Field<string>;
  readonly ports: readonly ContainerPort[];
  readonly portsComplete: boolean;
  readonly probes: readonly Probe[];
  /** Each probe and lifecycle hook as a whole, also one that dials no port. */
  readonly handlers: readonly ProbeHandlers[];
  readonly command: Field<readonly Field<string>[]>;
  readonly args: Field<readonly Field<string>[]>;
  /** Those with a value of their own; a value from elsewhere is unknown. */
  readonly env: readonly EnvironmentVariable[];
  readonly node: MappingNode;
}

export interface EnvironmentVariable {
  readonly name: Field<string>;
  readonly value: Field<string>;
  readonly node: MappingNode;
}

export interface ContainerPort {
  readonly name: Field<string>;
  readonly containerPort: Field<number>;
  /** Absent means TCP. */
  readonly protocol: Field<string>;
  readonly hostPort: Field<number>;
  readonly hostIP: Field<string>;
  readonly node: MappingNode;
}

/** A probe or a lifecycle hook that dials a port. */
export interface Probe {
  readonly kind: 'livenessProbe' | 'readinessProbe' | 'startupProbe' | 'postStart' | 'preStop';
  readonly handler: 'httpGet' | 'tcpSocket' | 'grpc';
  readonly port: PortReference;
  /** Of `httpGet` and `tcpSocket`: absent means the pod's own address. */
  readonly host: Field<string>;
  /** Of `httpGet`: absent means HTTP. */
  readonly scheme: Field<string>;
  readonly node: MappingNode;
}

export interface ProbeHandlers {
  readonly kind: Probe['kind'];
  /** The handlers that are written, in order. Undefined where nobody can tell. */
  readonly written: readonly string[] | undefined;
  /** The key that opens it (`readinessProbe`), and the mapping below it. */
  readonly key: YamlNode;
  readonly node: MappingNode;
}

export interface Ingress extends ObjectBase {
  readonly type: 'ingress';
  readonly className: Field<string>;
  readonly defaultBackend: IngressBackend | null;
  readonly rules: readonly IngressRule[];
  readonly tlsHosts: readonly Field<string>[];
  /** `spec.ingressClassName` and the older annotation by themselves; `className` is the one in force. */
  readonly ingressClassName: Field<string>;
  readonly classAnnotation: Field<string>;
  /** The `spec` mapping, for edits. */
  readonly spec: MappingNode | null;
}

export interface IngressRule {
  readonly host: Field<string>;
  /** Absent: the rule sends its host to the default backend. */
  readonly http: Field<MappingNode>;
  /** Absent where `http` or its list is. */
  readonly pathList: Field<SequenceNode>;
  readonly paths: readonly IngressPath[];
  readonly node: MappingNode;
}

export interface IngressPath {
  readonly path: Field<string>;
  readonly pathType: Field<string>;
  readonly backend: IngressBackend | null;
  readonly node: MappingNode;
}

export interface IngressBackend {
  readonly serviceName: Field<string>;
  readonly port: PortReference;
  /** A backend that is no Service (`resource:`). */
  readonly resource: boolean;
  /** A Service is named (in the older versions: `serviceName`). */
  readonly service: Field<MappingNode>;
  /** `port.number` and `port.name` by themselves; `port` is the one in force. */
  readonly portNumber: Field<number>;
  readonly portName: Field<string>;
  readonly node: YamlNode;
}

export interface NetworkPolicy extends ObjectBase {
  readonly type: 'network-policy';
  readonly podSelector: Field<LabelSelector>;
  readonly policyTypes: Field<readonly Field<string>[]>;
  readonly ingress: Field<readonly PolicyRule[]>;
  readonly egress: Field<readonly PolicyRule[]>;
  /** The `spec` mapping, for edits. */
  readonly spec: MappingNode | null;
}

export interface PolicyRule {
  /** Absent or empty means everybody. */
  readonly peers: Field<readonly PolicyPeer[]>;
  /** Absent or empty means every port. */
  readonly ports: Field<readonly PolicyPort[]>;
  readonly node: YamlNode;
}

export interface PolicyPeer {
  readonly podSelector: Field<LabelSelector>;
  readonly namespaceSelector: Field<LabelSelector>;
  readonly ipBlock: Field<{ readonly cidr: Field<string>; readonly except: readonly Field<string>[] }>;
  readonly node: YamlNode;
}

export interface PolicyPort {
  readonly port: PortReference;
  readonly endPort: Field<number>;
  readonly protocol: Field<string>;
  readonly node: YamlNode;
}

/** AdminNetworkPolicy, BaselineAdminNetworkPolicy (v1alpha1) and ClusterNetworkPolicy (v1alpha2) in one shape. */
export interface ClusterPolicy extends ObjectBase {
  readonly type: 'cluster-policy';
  /** `Admin` or `Baseline`: a field of its own only in ClusterNetworkPolicy. */
  readonly tier: Field<string>;
  /** Absent in a BaselineAdminNetworkPolicy: there is only one. */
  readonly priority: Field<number>;
  readonly subject: Field<ClusterPods>;
  readonly ingress: Field<readonly ClusterRule[]>;
  readonly egress: Field<readonly ClusterRule[]>;
  /** The `spec` mapping, for edits. */
  readonly spec: MappingNode | null;
}

/** Exactly one of both (S104). */
export interface ClusterPods {
  readonly namespaces: Field<LabelSelector>;
  readonly pods: Field<{
    readonly namespaceSelector: Field<LabelSelector>;
    readonly podSelector: Field<LabelSelector>;
  }>;
  readonly node: MappingNode;
}

export interface ClusterRule {
  readonly name: Field<string>;
  /** `Allow` (v1alpha1) or `Accept` (v1alpha2), `Deny`, `Pass`. */
  readonly action: Field<string>;
  readonly peers: Field<readonly ClusterPeer[]>;
  /** Absent means all ports of all protocols (S107). */
  readonly ports: Field<readonly ClusterPort[]>;
  readonly node: MappingNode;
}

export interface ClusterPeer extends ClusterPods {
  readonly nodes: Field<LabelSelector>;
  readonly networks: Field<readonly Field<string>[]>;
  readonly domainNames: Field<readonly Field<string>[]>;
  /** Members that this version does not know (S125). */
  readonly unknown: readonly string[];
}

export interface ClusterPort {
  /** Absent for a name in a ClusterNetworkPolicy: the container port's own counts (S124). */
  readonly protocol: Field<string>;
  readonly from: Field<number>;
  readonly to: Field<number>;
  readonly name: Field<string>;
  readonly node: MappingNode;
}

export interface Namespace extends ObjectBase {
  readonly type: 'namespace';
}

export interface ConfigMap extends ObjectBase {
  readonly type: 'config-map';
  /** `data`, read by those who look for addresses in values. */
  readonly data: Labels;
}

export interface IngressClass extends ObjectBase {
  readonly type: 'ingress-class';
  readonly controller: Field<string>;
}

/** Endpoints and EndpointSlice: addresses somebody wrote by hand. */
export interface Endpoints extends ObjectBase {
  readonly type: 'endpoints';
  readonly serviceName: Field<string>;
  readonly ports: readonly EndpointPort[];
  readonly addresses: readonly Field<string>[];
}

export interface EndpointPort {
  readonly name: Field<string>;
  readonly port: Field<number>;
  readonly protocol: Field<string>;
  readonly appProtocol: Field<string>;
  readonly node: MappingNode;
}

/** A Gateway of the Gateway API. */
export interface GatewayObject extends ObjectBase {
  readonly type: 'gateway';
  readonly className: Field<string>;
  readonly listeners: readonly Listener[];
  /** The `spec` mapping, for edits. */
  readonly spec: MappingNode | null;
}

export interface Listener {
  readonly name: Field<string>;
  readonly port: Field<number>;
  readonly protocol: Field<string>;
  readonly hostname: Field<string>;
  readonly tls: Field<ListenerTls>;
  /** Absent: routes of the Gateway's own namespace, of the kinds that fit the protocol. */
  readonly allowedRoutes: Field<AllowedRoutes>;
  readonly node: MappingNode;
}

export interface ListenerTls {
  /** Absent means Terminate. */
  readonly mode: Field<string>;
  readonly certificateRefs: Field<SequenceNode>;
  /** What its items name. */
  readonly certificates: readonly CertificateReference[];
  readonly options: Field<MappingNode>;
  readonly node: MappingNode;
}

export interface CertificateReference {
  /** Absent means Secret of the core group. */
  readonly kind: Field<string>;
  readonly group: Field<string>;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
}

export interface AllowedRoutes {
  /** `namespaces.from`: Same (also where it is absent), All, Selector, None. */
  readonly from: Field<string>;
  readonly selector: Field<LabelSelector>;
  /** Absent: every kind that fits the protocol. */
  readonly kinds: Field<readonly { readonly group: Field<string>; readonly kind: Field<string> }[]>;
  readonly node: MappingNode;
}

/** HTTPRoute, GRPCRoute, TLSRoute, TCPRoute, UDPRoute, and OpenShift's Route. */
export interface RouteObject extends ObjectBase {
  readonly type: 'route';
  readonly backends: readonly RouteBackend[];
  readonly parents: readonly ParentReference[];
  readonly hostnames: readonly Field<string>[];
  /** OpenShift's own: its port is a target port or a Service port's name. */
  readonly openShift: boolean;
}

/** What a route wants to be attached to. */
export interface ParentReference {
  /** Absent means Gateway of gateway.networking.k8s.io. */
  readonly kind: Field<string>;
  readonly group: Field<string>;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly sectionName: Field<string>;
  readonly port: Field<number>;
  readonly node: MappingNode;
}

/** Lets objects of other namespaces refer to objects of its own. */
export interface ReferenceGrant extends ObjectBase {
  readonly type: 'reference-grant';
  readonly from: readonly {
    readonly group: Field<string>;
    readonly kind: Field<string>;
    readonly namespace: Field<string>;
    readonly node: MappingNode;
  }[];
  /** A name that is absent stands for all of the kind. */
  readonly to: readonly {
    readonly group: Field<string>;
    readonly kind: Field<string>;
    readonly name: Field<string>;
    readonly node: MappingNode;
  }[];
}

export interface RouteBackend {
  /** Absent means Service of the core group. */
  readonly kind: Field<string>;
  readonly group: Field<string>;
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly port: PortReference;
  readonly node: MappingNode;
}

/** ServiceMonitor and PodMonitor. */
export interface Monitor extends ObjectBase {
  readonly type: 'monitor';
  readonly selects: 'services' | 'pods';
  readonly selector: Field<LabelSelector>;
  /** The namespaces whose Services or pods it selects. Absent: its own. */
  readonly namespaceSelector: Field<{
    readonly any: Field<boolean>;
    readonly matchNames: readonly Field<string>[];
  }>;
  readonly endpoints: readonly MonitorEndpoint[];
}

export interface MonitorEndpoint {
  readonly port: PortReference;
  readonly targetPort: PortReference;
  readonly node: MappingNode;
}

/** Validating and mutating webhooks, and a CustomResourceDefinition whose versions a webhook converts. */
export interface WebhookConfiguration extends ObjectBase {
  readonly type: 'webhook-configuration';
  readonly services: readonly ServiceReference[];
}

export interface ApiService extends ObjectBase {
  readonly type: 'api-service';
  readonly services: readonly ServiceReference[];
}

/** A reference to a Service by name and Service port (absent means 443). */
export interface ServiceReference {
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly port: Field<number>;
  readonly node: MappingNode;
}

/** Connections that have to be open, or shut: assertions as code. */
export interface PortTest extends ObjectBase {
  readonly type: 'port-test';
  /** Absent: every environment that holds the file. */
  readonly environment: Field<string>;
  readonly assertions: readonly PortAssertion[];
}

export interface PortAssertion {
  readonly from: Field<AssertionEnd>;
  readonly to: Field<AssertionEnd>;
  readonly port: Field<AssertionPort>;
  readonly expect: Field<'allowed' | 'denied'>;
  readonly because: Field<string>;
  /** What cannot be read of it. */
  readonly problems: readonly FieldProblem[];
  readonly node: YamlNode;
}

/** A name, `internet` or a CIDR as it is written, or all pods with these labels. */
export type AssertionEnd =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'selected';
      /** Absent: every namespace. */
      readonly namespace: Field<string>;
      /** Absent: every pod. */
      readonly labels: Field<LabelSelector>;
    };

export interface AssertionPort {
  /** A name is looked up where the connection ends. */
  readonly port: number | string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
}

/** Recognised and named, but read no further: other policy kinds, mesh kinds, nodes, custom resources. */
export interface OtherObject extends ObjectBase {
  readonly type: 'other';
  readonly family:
    | 'kustomization'
    | 'node'
    | 'admin-network-policy'
    | 'istio'
    | 'linkerd'
    | 'cilium'
    | 'calico'
    | 'network-attachment'
    | 'virtual-machine'
    | 'gateway-api'
    | 'other-policy'
    | 'custom-resource-definition'
    | 'source-of-objects'
    | 'charter'
    | 'unread';
  /** Of a virtual machine: the labels of its pods; their containers are unknown. */
  readonly template?: PodTemplate;
}
