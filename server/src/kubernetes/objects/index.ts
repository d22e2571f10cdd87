import type { GatewayObject, ReferenceGrant, RouteObject } from './gateway';
import type { Ingress, IngressClass } from './ingress';
import type { ConfigMap, Namespace, OtherObject } from './other';
import type { ClusterPolicy, NetworkPolicy } from './policy';
import type { PortTest } from './port-test';
import type { ApiService, Monitor, WebhookConfiguration } from './reference';
import type { Endpoints, Service } from './service';
import type { Workload } from './workload';

export type * from './common';
export type * from './gateway';
export type * from './ingress';
export type * from './other';
export type * from './policy';
export type * from './port-test';
export type * from './reference';
export type * from './service';
export type * from './workload';

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
