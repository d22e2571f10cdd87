import type { MappingNode, SequenceNode, YamlNode } from '../../yaml';
import type { Field } from '../field';
import type { LabelSelector, Labels, ObjectBase, PortReference } from './common';

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
