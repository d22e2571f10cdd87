import { type Rejection, SAYS_ITSELF } from '../common/spec/rejections';
import { defineGuardrail } from '../define';
import { rejections } from './refused';
import { mismatches } from './wiring';

export const endpointSlicePort = defineGuardrail<'endpoints', Rejection>({
  id: 'endpoint-slice-port',
  title: 'Hand-written endpoints have ports or addresses that their Service cannot use',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['endpoints'],
    find(endpoints, { environment }) {
      const refused = rejections(endpoints);
      // What is refused never serves a Service: one finding for one cause.
      return refused.length > 0 ? refused : mismatches(endpoints, environment);
    },
  },
  ...SAYS_ITSELF,
});
