import type { MappingNode } from '../../yaml';
import type { Field } from '../field';
import type { LabelSelector, ObjectBase, PortReference } from './common';

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
