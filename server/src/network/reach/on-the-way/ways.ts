import type { Certainty, GatewayObject, Ingress, RouteObject, Service } from '../../../kubernetes';
import type { End } from '../answer';
import type { AddressRange, Protocol } from '../cluster';
import type { ReachEngine } from '../engine';

/** Whether a connection is open. `partial`: for some of the addresses that are meant, and not for others. */
export type Outcome = 'allowed' | 'denied' | 'partial' | 'unknown';

/** What a connection goes through between the one who dials and the pod that answers. */
export type Hop =
  | {
      readonly kind: 'service';
      readonly service: Service;
      /** What is dialled: its cluster address, a port of the nodes, a load balancer, an external address, the pods themselves. */
      readonly entrance: 'cluster' | 'node-port' | 'load-balancer' | 'external-address' | 'headless';
      /** The port of the Service. */
      readonly port: number | undefined;
      /** The port of the nodes, where it is the entrance and written. */
      readonly nodePort: number | undefined;
    }
  | { readonly kind: 'ingress'; readonly ingress: Ingress }
  /** The Gateway is undefined where no manifest shows it. */
  | { readonly kind: 'gateway'; readonly gateway: GatewayObject | undefined; readonly route: RouteObject }
  /** OpenShift's. */
  | { readonly kind: 'route'; readonly route: RouteObject }
  | { readonly kind: 'host-port'; readonly port: number }
  | { readonly kind: 'host-network' };

/** Where packets come from as the destination sees them (S070-S075). */
export type Source =
  /** From the one who dials: nothing on the way changes it. */
  | 'kept'
  /** From the address of a node. */
  | 'node'
  /** From the pods of an Ingress controller or a Gateway. */
  | 'controller'
  /** The same, of one that neither a manifest nor the charter shows. */
  | 'unknown-controller';

/** One way from the one who dials to one end that answers. */
export interface Way {
  readonly through: readonly Hop[];
  /** Who dials; undefined: public addresses. */
  readonly from: End | undefined;
  readonly source: Source;
  /** The end whose verdict counts: who dials, as the destination sees it. Of several, one that tells most. */
  readonly seenAs: End;
  /** All of them, where several are meant: ranges of addresses that no policy tells apart, pods of a controller. */
  readonly parts: readonly Part[];
  /** From outside: the public addresses that it lets in, before any policy. */
  readonly callers?: readonly AddressRange[];
  readonly to: End;
  readonly protocol: Protocol;
  /** The port of the destination after every translation (S064); undefined: nobody can tell. */
  readonly port: number | undefined;
  /** Whether the way is there at all: `unknown` where a selector, a class or a port cannot be told. */
  readonly exists: Exclude<Certainty, 'no'>;
  readonly outcome: Outcome;
  /** Sentences: what else restricts it, or why nobody can tell. */
  readonly notes: readonly string[];
}

export interface Part {
  readonly end: End;
  readonly outcome: Exclude<Outcome, 'partial'>;
}

/** The answer about one connection, through whatever is on the way. */
export interface Passage {
  readonly outcome: Outcome;
  readonly ways: readonly Way[];
  /** Of `of` ends behind it, `certain` are open for certain and `possible` may be (S069). */
  readonly reachable: { readonly certain: number; readonly possible: number; readonly of: number };
  /** Why there is no way: no such port, nothing behind the Service, nothing lets public addresses in. */
  readonly notes: readonly string[];
  /** Knows all ends of the ways, controllers that no manifest shows among them: explanations of ways are asked of it. */
  readonly engine: ReachEngine;
}
