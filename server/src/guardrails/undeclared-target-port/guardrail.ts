import { placeOf, type ServicePort } from '../../kubernetes';
import type { Target } from '../../network/resolve';
import { insertKey, type TextEdit } from '../../yaml';
import type { Meant } from '../common/evidence/meant-port';
import { isSwapped, type UndeclaredTarget, undeclaredTargets } from '../common/evidence/undeclared-targets';
import { changeTo, fixOf } from '../common/fixes/edits';
import { portKey } from '../common/messages/subjects';
import { called, declaredTexts, oneLine } from '../common/messages/words';
import { type Breach, defineGuardrail, type Fix } from '../define';

type Undeclared = Breach & UndeclaredTarget;

export const undeclaredTargetPort = defineGuardrail<'service', Undeclared>({
  id: 'undeclared-target-port',
  title: 'A Service port leads to a number that its pods do not declare, beside one that they do',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find(service, { environment }) {
      return environment.once(undeclaredTargets, service).map((found) => ({
        at: placeOf(found.target.node),
        subject: `ports[${portKey(found.port)}].targetPort=${found.number}`,
        ...found,
      }));
    },
  },
  message({ target, number, workload, others, meant }) {
    const what = target.implied ? `port ${number}` : `targetPort ${number}`;
    const where = `${called(workload)}${others > 0 ? ` and ${others} more` : ''}`;
    return oneLine(`${what} is not a port of ${where}, ${hint(meant)}`);
  },
  related({ workload, meant }) {
    const [text = ''] = declaredTexts([meant.port]);
    return [{ place: placeOf(meant.port.port.node), message: oneLine(`${called(workload)} declares ${text}`) }];
  },
  fixes(breach) {
    const { port, target, meant } = breach;
    const edit = retarget(port, target, meant.port.number);
    // Declarations are documentation: the pods may listen on the number all the same.
    return [...fixOf(`Change targetPort to ${meant.port.number}`, false, [edit]), ...swapped(breach)];
  },
});

function retarget({ node, targetPort }: ServicePort, target: Target, number: number): TextEdit | undefined {
  if (!target.implied) return changeTo(target.node, number);
  return targetPort.state === 'known'
    ? changeTo(targetPort.node, number)
    : insertKey(node, 'targetPort', number, 'port');
}

function swapped(breach: UndeclaredTarget): readonly Fix[] {
  const { port, target, number, meant } = breach;
  if (!isSwapped(breach) || port.port.state !== 'known') return [];
  return fixOf('Swap port and targetPort', false, [
    changeTo(port.port.node, number),
    changeTo(target.node, meant.port.number),
  ]);
}

function hint({ port, because }: Meant): string {
  const [text = ''] = declaredTexts([port]);
  if (because === 'name') return `where ${text} has the name of this port`;
  if (because === 'number') return `which has ${text}, the number of the Service port`;
  return because === 'slip' ? `which has ${text}` : `which has only ${text}`;
}
