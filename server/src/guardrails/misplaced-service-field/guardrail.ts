import { isHeadless, type Service, serviceTypeOf } from '../../kubernetes';
import { type Rejection, SAYS_ITSELF } from '../common/spec/rejections';
import { type CheckContext, defineGuardrail } from '../define';
import { addAddresses } from './addresses';
import { addEnums, SERVICE_TYPES } from './enums';
import { addMissing } from './missing';
import { addHeadless, addHealthCheck, addMisplaced, addUselessAffinity } from './placement';

export const misplacedServiceField = defineGuardrail<'service', Rejection>({
  id: 'misplaced-service-field',
  title: 'A Service has a field that its type forbids, or lacks one that it demands',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find: (service, context) => rejectionsOf(service, context),
  },
  ...SAYS_ITSELF,
});

function rejectionsOf(service: Service, { environment, cluster }: CheckContext): readonly Rejection[] {
  const found: Rejection[] = [];
  addEnums(service, found);
  addAddresses(service, cluster, found);
  addUselessAffinity(service, found);
  const type = serviceTypeOf(service);
  // What a type that is none would have allowed, nobody can tell.
  if (type === undefined || !SERVICE_TYPES.has(type)) return found;
  addMissing(service, type, environment, found);
  if ((type === 'NodePort' || type === 'LoadBalancer') && isHeadless(service) === true)
    addHeadless(service, type, found);
  else addMisplaced(service, type, found);
  if (type === 'LoadBalancer') addHealthCheck(service, found);
  return found;
}
