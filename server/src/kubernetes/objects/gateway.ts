import type { MappingNode, SequenceNode } from '../../yaml';
import type { Field } from '../field';
import type { LabelSelector, ObjectBase, PortReference } from './common';

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
