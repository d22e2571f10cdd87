import { type Endpoints, type Field, listed, placeOf, qualifiedNameProblem, type Service } from '../../kubernetes';
import { oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface InvalidName extends Breach {
  readonly value: string;
  readonly reason: string;
}

export const invalidAppProtocol = defineGuardrail<'service' | 'endpoints', InvalidName>({
  id: 'invalid-app-protocol',
  title: 'An appProtocol is no qualified name',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['service', 'endpoints'],
    find(object) {
      const breaches: InvalidName[] = [];
      for (const [index, field] of appProtocolsOf(object).entries()) {
        const breach = judge(field, index);
        if (breach !== undefined) breaches.push(breach);
      }
      return breaches;
    },
  },
  message: ({ value, reason }) => oneLine(`appProtocol ${quoted(value)} is no qualified name: ${reason}`),
});

const NOTHING: readonly never[] = [];

function appProtocolsOf(object: Service | Endpoints): readonly Field<string>[] {
  const ports = object.type === 'service' ? listed(object.ports) : object.ports;
  return ports.some(({ appProtocol }) => appProtocol.state === 'known')
    ? ports.map((port) => port.appProtocol)
    : NOTHING;
}

/** An empty text is a value, and no name (V12). */
function judge(field: Field<string>, index: number): InvalidName | undefined {
  if (field.state !== 'known') return undefined;
  const { value, node } = field;
  const problem = qualifiedNameProblem(value);
  if (problem === undefined) return undefined;
  return { at: placeOf(node), subject: `ports[${index}].appProtocol=${value}`, value, reason: problem.reason };
}
