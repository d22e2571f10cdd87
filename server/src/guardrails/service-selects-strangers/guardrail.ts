import {
  type LabelSelector,
  type Labels,
  listening,
  placeOf,
  type Service,
  usesHostNetwork,
  type Workload,
} from '../../kubernetes';
import {
  type Backing,
  injectionOf,
  isFoundEverywhere,
  isRunToCompletion,
  portsOf,
  resolveServicePort,
  type ServicePortResolution,
  type WorkloadTarget,
  workloadsBehind,
} from '../../network/resolve';
import type { EnvironmentView } from '../../workspace';
import { insertKey, pairOf } from '../../yaml';
import { saysItListens } from '../common/evidence/listened';
import { liveTogether } from '../common/evidence/together';
import { fixOf } from '../common/fixes/edits';
import { called, declaredTexts, placeOfObject, portText, sentence } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface SelectsStrangers extends Breach {
  readonly selector: LabelSelector;
  /** The workloads that have what the Service leads to. */
  readonly meant: readonly Workload[];
  /** The ones that have nothing of it. */
  readonly strangers: readonly Stranger[];
  /** What the Service leads to, in words. */
  readonly targets: string;
}

interface Stranger {
  readonly workload: Workload;
  readonly has: readonly string[];
}

export const serviceSelectsStrangers = defineGuardrail<'service', SelectsStrangers>({
  id: 'service-selects-strangers',
  title: 'A Service takes in workloads that have none of its ports',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find(service, { environment }) {
      const ports = portsOf(service);
      if (ports === undefined || ports.length === 0 || ports.length > MOST_PORTS) return NONE;
      const backing = environment.once(workloadsBehind, service);
      if (backing.workloads.length < 2 || backing.workloads.length > MOST_WORKLOADS) return NONE;
      if (ports.every((port) => isFoundEverywhere(port, backing))) return NONE;
      const breach = judge(service, backing, environment);
      return breach === undefined ? NONE : [breach];
    },
  },
  message({ strangers, targets }) {
    const [first] = strangers;
    const who = first === undefined ? 'a workload' : called(first.workload);
    const more = strangers.length > 1 ? ` and ${strangers.length - 1} more` : '';
    const says = `selector also takes in ${who}${more}, and ${targets} is not a port there`;
    return sentence((list) => `${says} (it has ${list})`, first?.has ?? []);
  },
  related({ strangers, meant }) {
    const own = meant.slice(0, 1).map((workload) => ({
      place: placeOfObject(workload),
      message: `${called(workload)} has what the Service leads to`,
    }));
    const others = strangers.slice(0, MOST_RELATED).map(({ workload, has }) => ({
      place: placeOfObject(workload),
      message: sentence((list) => `${called(workload)} is selected and has ${list}`, has),
    }));
    return [...own, ...others];
  },
  fixes({ selector, meant, strangers }) {
    const label = tellingLabel(selector, meant, strangers);
    const { node } = selector.matchLabels;
    const edit = label === undefined || node?.type !== 'mapping' ? undefined : insertKey(node, label.key, label.value);
    if (label === undefined) return [];
    // The pods that the files do not show may lack the label.
    return fixOf(`Add ${label.key}: ${label.value} to the selector`, false, [edit]);
  },
});

const NONE: readonly SelectsStrangers[] = [];
const MOST_PORTS = 100;
const MOST_WORKLOADS = 100;
const MOST_RELATED = 4;

function judge(service: Service, backing: Backing, environment: EnvironmentView): SelectsStrangers | undefined {
  if (service.selector.state !== 'known' || service.spec === null || environment.hasAlternatives(service))
    return undefined;
  const resolutions = (portsOf(service) ?? []).map((port) => resolveServicePort(environment, service, port, backing));
  const meant: Workload[] = [];
  const strangers: Stranger[] = [];
  for (const [index, workload] of backing.workloads.entries()) {
    const outcomes = resolutions.flatMap(({ workloads }) => workloads[index] ?? []);
    if (outcomes.some(({ outcome }) => outcome.kind === 'found')) meant.push(workload);
    else if (isStranger(service, workload, outcomes, environment)) {
      strangers.push({ workload, has: declaredTexts(outcomes[0]?.declared.ports ?? []) });
    }
  }
  if (meant.length === 0) return undefined;
  const images = new Set(meant.flatMap(imagesOf));
  // Pods of one image listen on the same ports, whatever they declare.
  const others = strangers.filter(({ workload }) => !imagesOf(workload).some((image) => images.has(image)));
  if (others.length === 0) return undefined;
  const selector = service.selector.value;
  const pair = pairOf(service.spec, 'selector');
  return {
    at: placeOf(pair?.key ?? selector.node),
    subject: `selector=${[...selector.matchLabels.entries.keys()].join(',')}`,
    selector,
    meant,
    strangers: others,
    targets: targetsOf(resolutions),
  };
}

/** It declares ports, and none of those that the Service leads to: neither by number, nor in anything else that it says. */
function isStranger(
  service: Service,
  workload: Workload,
  outcomes: readonly WorkloadTarget[],
  environment: EnvironmentView,
): boolean {
  // Jobs in a wide selector serve nobody, and harm nobody (trap 38).
  if (isRunToCompletion(workload) || !liveTogether(service, workload, environment)) return false;
  for (const { outcome, declared } of outcomes) {
    // A name that some lack is unresolved-target-port's, another protocol is target-port-protocol's.
    if (outcome.kind !== 'undeclared' || declared.ports.length === 0) return false;
    if (saysItListens(workload, outcome.number) !== 'no') return false;
  }
  if (usesHostNetwork(workload.template) !== 'no') return false;
  return injectionOf(environment, workload) === undefined;
}

/** Without tag and digest. What cannot be read may be one image in all of them. */
function imagesOf({ template }: Workload): readonly string[] {
  return listening(template).map(({ image }) => {
    if (image.state !== 'known') return '';
    const name = image.value.lastIndexOf('/') + 1;
    const end = image.value.slice(name).search(/[:@]/);
    return end < 0 ? image.value : image.value.slice(0, name + end);
  });
}

function targetsOf(resolutions: readonly ServicePortResolution[]): string {
  const found = resolutions.filter(({ workloads }) => workloads.some(({ outcome }) => outcome.kind === 'found'));
  const [first, ...rest] = found.flatMap(({ target }) => (target === undefined ? [] : [portText(target.reference)]));
  return rest.length > 0 ? `${first ?? ''} or ${rest.length} more` : (first ?? '');
}

/** The one label that all of those have which are meant, and none of the strangers. */
function tellingLabel(
  selector: LabelSelector,
  [first, ...rest]: readonly Workload[],
  strangers: readonly Stranger[],
): { readonly key: string; readonly value: string } | undefined {
  if (first === undefined) return undefined;
  const telling: { readonly key: string; readonly value: string }[] = [];
  for (const [key, { value }] of first.template.labels.entries) {
    if (value.state !== 'known' || selector.matchLabels.entries.has(key)) continue;
    const wanted = value.value;
    if (!rest.every(({ template }) => labelOf(template.labels, key) === wanted)) continue;
    if (strangers.some(({ workload }) => mayHave(workload.template.labels, key, wanted))) continue;
    telling.push({ key, value: wanted });
  }
  return telling.length === 1 ? telling[0] : undefined;
}

function labelOf(labels: Labels, key: string): string | undefined {
  const entry = labels.entries.get(key);
  return entry?.value.state === 'known' ? entry.value.value : undefined;
}

function mayHave(labels: Labels, key: string, value: string): boolean {
  const entry = labels.entries.get(key);
  if (entry === undefined) return !labels.complete;
  return entry.value.state !== 'known' || entry.value.value === value;
}
