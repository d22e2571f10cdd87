import type { CompatConnection, CompatEnd, CompatResult } from '../../network/reach';
import { addressEnd } from './connections';
import type { ReachConnection, ReachEnd } from './model';

/** What another tool would answer, in our form: sorted, and with its names for things. */
export function compatConnectionsOf({ connections }: CompatResult): readonly ReachConnection[] {
  return connections
    .map(connectionOf)
    .sort((one, other) => compare(one.from.label, other.from.label) || compare(one.to.label, other.to.label));
}

export function compatWorkloadsOf({ workloads }: CompatResult): readonly ReachEnd[] {
  return workloads.map(compatEnd).sort((one, other) => compare(one.label, other.label));
}

export function compatEnd(end: CompatEnd): ReachEnd {
  switch (end.kind) {
    case 'addresses':
      return addressEnd(end.range);
    case 'ingress-controller':
      return { label: '{ingress-controller}', kind: end.kind, namespace: undefined, marks: [] };
    case 'workload': {
      const label = `${end.namespace}/${end.name}[${end.workloadKind}]`;
      return { label, kind: end.kind, namespace: end.namespace, marks: [] };
    }
  }
}

function connectionOf({ from, to, ports }: CompatConnection): ReachConnection {
  return { from: compatEnd(from), to: compatEnd(to), open: ports, possible: ports, notes: [] };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
