import { dnsNameProblem, type Field, GATEWAY_API, type GatewayObject, type Listener, placeOf } from '../../kubernetes';
import { pairOf } from '../../yaml';
import { hasOpenKey } from '../common/evidence/open-keys';
import { hasTemplateSign } from '../common/evidence/stand-ins';
import { changeTo, fixOf } from '../common/fixes/edits';
import { placeOfObject, quoted } from '../common/messages/words';
import { type Rejection, SAYS_ITSELF } from '../common/spec/rejections';
import { type CheckContext, defineGuardrail } from '../define';
import { addConflicts, addTwins } from './clashes';
import { addHostname, addProtocol, addTls } from './fields';

export const invalidListener = defineGuardrail<'gateway', Rejection>({
  id: 'invalid-listener',
  title: 'Listeners of a Gateway that clash, or carry fields that their protocol forbids',
  category: 'spec',
  severity: 'error',
  confidence: 'certain',
  check: {
    kind: 'object',
    appliesTo: ['gateway'],
    find(gateway, context) {
      // Older versions had other rules, and a webhook that not everybody installed.
      if (gateway.group !== GATEWAY_API || !VERSIONS.has(gateway.version)) return NONE;
      if (gateway.incomplete) return NONE;
      return rejectionsOf(gateway, context);
    },
  },
  ...SAYS_ITSELF,
});

const NONE: readonly Rejection[] = [];
const VERSIONS = new Set(['v1', 'v1beta1']);
/** More than that is refused as a whole; input may be hostile. */
const MOST_LISTENERS = 64;

function rejectionsOf(gateway: GatewayObject, context: CheckContext): readonly Rejection[] {
  const rejections: Rejection[] = [];
  const { listeners } = gateway;
  // Without a class it is a part of a Gateway, to be laid over another (a patch).
  const whole = gateway.className.state !== 'absent';
  if (listeners.length === 0) {
    if (whole) addNone(gateway, rejections);
    return rejections;
  }
  for (const [index, listener] of listeners.slice(0, MOST_LISTENERS).entries()) {
    if (whole) addLacking(listener, index, rejections);
    addName(listener, index, rejections);
    addProtocol(listener, index, rejections);
    addTls(gateway, listener, index, context, rejections);
    addHostname(listener, index, rejections);
  }
  addTooMany(gateway, rejections);
  addTwins(listeners.slice(0, MOST_LISTENERS), rejections);
  addConflicts(listeners.slice(0, MOST_LISTENERS), rejections);
  return rejections;
}

function addNone(gateway: GatewayObject, rejections: Rejection[]): void {
  const { spec } = gateway;
  // Listeners may come from ListenerSets one day without a single one here.
  if (spec === null || hasOpenKey(spec) || pairOf(spec, 'allowedListeners') !== undefined) return;
  const key = pairOf(spec, 'listeners')?.key ?? pairOf(gateway.node, 'spec')?.key;
  rejections.push({
    at: key === undefined ? placeOfObject(gateway) : placeOf(key),
    subject: 'spec.listeners',
    says: 'the Gateway has no listeners, and needs one at least',
  });
}

function addTooMany({ listeners, spec }: GatewayObject, rejections: Rejection[]): void {
  const first = listeners[MOST_LISTENERS];
  if (first === undefined) return;
  const key = spec === null ? undefined : pairOf(spec, 'listeners')?.key;
  rejections.push({
    at: placeOf(key ?? first.node),
    subject: 'spec.listeners',
    says: `the Gateway has ${listeners.length} listeners, and ${MOST_LISTENERS} are the most`,
  });
}

function addName({ name }: Listener, index: number, rejections: Rejection[]): void {
  const problem = name.state === 'known' && /[a-z]/.test(name.value) ? dnsNameProblem(name.value) : undefined;
  if (name.state !== 'known' || problem === undefined || hasTemplateSign(name.value)) return;
  const { value, node } = name;
  const lower = value.toLowerCase().replaceAll('_', '-');
  rejections.push({
    at: placeOf(node),
    subject: `spec.listeners[${index}].name=${value}`,
    says: `listener name ${quoted(value)} is not legal: ${problem.reason}`,
    mend: () =>
      dnsNameProblem(lower) === undefined ? fixOf(`Rename it to ${quoted(lower)}`, false, [changeTo(node, lower)]) : [],
  });
}

function addLacking(listener: Listener, index: number, rejections: Rejection[]): void {
  const fields: readonly (readonly [string, Field<unknown>])[] = [
    ['name', listener.name],
    ['port', listener.port],
    ['protocol', listener.protocol],
  ];
  const missing = fields.filter(([, field]) => field.state === 'absent').map(([name]) => name);
  if (missing.length === 0 || hasOpenKey(listener.node)) return;
  const [first] = listener.node.pairs;
  const name = listener.name.state === 'known' ? `listener ${quoted(listener.name.value)}` : 'this listener';
  rejections.push({
    at: placeOf(listener.name.state === 'known' ? listener.name.node : (first?.key ?? listener.node)),
    subject: `spec.listeners[${index}].${missing.join('+')}`,
    says: `${name} has no ${missing.join(' and no ')}`,
  });
}
