import type { ClusterPolicy } from '../../kubernetes';
import type { Rule, Tier } from './cluster';

export const ADMIN_TIER: Tier = { name: 'admin', order: 0, form: 'ordered' };
export const BASELINE_TIER: Tier = { name: 'baseline', order: 200, form: 'ordered' };

/** What the three kinds allow (S105, S107, S121, S123). */
export interface Kind {
  readonly tier: Tier | undefined;
  readonly hasPriority: boolean;
  readonly actions: ReadonlyMap<string, Rule['action']>;
  readonly portsKey: 'ports' | 'protocols';
  /** How many rules, peers of a rule and ports of a rule there may be. */
  readonly most: number;
  readonly hasDomains: boolean;
}

const OLDER = { portsKey: 'ports', most: 100 } as const;
const KINDS: Readonly<Record<string, Kind>> = {
  AdminNetworkPolicy: {
    ...OLDER,
    tier: ADMIN_TIER,
    hasPriority: true,
    actions: new Map([
      ['Allow', 'accept'],
      ['Deny', 'deny'],
      ['Pass', 'pass'],
    ]),
    hasDomains: true,
  },
  BaselineAdminNetworkPolicy: {
    ...OLDER,
    tier: BASELINE_TIER,
    hasPriority: false,
    actions: new Map([
      ['Allow', 'accept'],
      ['Deny', 'deny'],
    ]),
    hasDomains: false,
  },
};

const CLUSTER_NETWORK_POLICY: Kind = {
  tier: undefined,
  hasPriority: true,
  actions: new Map([
    ['Accept', 'accept'],
    ['Deny', 'deny'],
    ['Pass', 'pass'],
  ]),
  portsKey: 'protocols',
  most: 25,
  hasDomains: true,
};

export function kindOf({ kind }: ClusterPolicy): Kind {
  return KINDS[kind] ?? CLUSTER_NETWORK_POLICY;
}
