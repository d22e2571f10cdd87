import { type Direction, directionsOf, type NetworkPolicy, type PolicyRule, placeOf } from '../../kubernetes';
import { deref, insertItem, pairOf } from '../../yaml';
import { fixOf } from '../common/fixes/edits';
import { oneLine } from '../common/messages/words';
import { type Breach, type CheckContext, defineGuardrail } from '../define';

interface IgnoredRules extends Breach {
  readonly policy: NetworkPolicy;
  readonly direction: Direction;
  readonly rules: number;
  readonly listed: string;
}

export const ignoredPolicyRules = defineGuardrail<'network-policy', IgnoredRules>({
  id: 'ignored-policy-rules',
  title: 'A NetworkPolicy has rules of a direction that its policyTypes leave out',
  category: 'policy',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['network-policy'],
    *find(policy, context) {
      if (policy.policyTypes.state !== 'known' || policy.policyTypes.value.length === 0) return;
      const applies = directionsOf(policy);
      if (applies === undefined) return;
      for (const direction of ['ingress', 'egress'] as const) {
        const rules = policy[direction];
        if (applies.includes(direction) || rules.state !== 'known' || rules.value.length === 0) continue;
        if (mayRunCilium(context)) continue;
        const key = policy.spec === null ? undefined : pairOf(policy.spec, direction)?.key;
        // Rules that allow everything are left out without a difference.
        const harmless = rules.value.some(allowsEverything);
        yield {
          at: placeOf(key ?? rules.node),
          subject: `spec.${direction}`,
          ...(harmless ? { severity: 'info' as const } : {}),
          policy,
          direction,
          rules: rules.value.length,
          listed: applies.map(typeOf).join(', '),
        };
      }
    },
  },
  message({ direction, rules, listed }) {
    const count = rules === 1 ? `1 ${direction} rule has` : `${rules} ${direction} rules have`;
    return oneLine(`${count} no effect: policyTypes is [${listed}], without ${typeOf(direction)}`);
  },
  related({ policy, direction }) {
    if (policy.policyTypes.state !== 'known') return [];
    return [{ place: placeOf(policy.policyTypes.node), message: `${typeOf(direction)} is missing here` }];
  },
  fixes({ policy, direction }) {
    if (policy.policyTypes.state !== 'known') return [];
    const list = deref(policy.policyTypes.node);
    const edit = list.type === 'sequence' ? insertItem(list, typeOf(direction)) : undefined;
    // From then on the rules shut out everything they do not name: somebody has to want that.
    return fixOf(`Add ${typeOf(direction)} to policyTypes`, false, [edit]);
  },
});

/** Cilium enforces every rule that is written, whatever policyTypes say (S001). Where its own kinds are used, it runs. */
function mayRunCilium({ cluster, environment }: CheckContext): boolean {
  if (cluster.cni !== undefined) return cluster.cni.toLowerCase().includes('cilium');
  return environment.ofType('other').some(({ family }) => family === 'cilium');
}

function typeOf(direction: Direction): 'Ingress' | 'Egress' {
  return direction === 'ingress' ? 'Ingress' : 'Egress';
}

function allowsEverything(rule: PolicyRule): boolean {
  return isEmpty(rule.peers) && isEmpty(rule.ports);
}

function isEmpty(list: PolicyRule['peers'] | PolicyRule['ports']): boolean {
  return list.state === 'absent' || (list.state === 'known' && list.value.length === 0);
}
