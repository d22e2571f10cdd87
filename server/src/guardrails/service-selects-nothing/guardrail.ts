import { placeOf, type Service, type Workload } from '../../kubernetes';
import { isRunToCompletion, selectedBy } from '../../network/resolve';
import { type EnvironmentView, folderOf, namespaceOf } from '../../workspace';
import { hiddenPods } from '../common/evidence/hidden-pods';
import { type NearMiss, nearMiss } from '../common/evidence/near-miss';
import { missesOwnTemplate } from '../common/evidence/own-selector';
import { changeTo, fixOf } from '../common/fixes/edits';
import { called, oneLine, quoted } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

interface SelectsNothing extends Breach {
  readonly miss: NearMiss<Workload>;
}

export const serviceSelectsNothing = defineGuardrail<'service', SelectsNothing>({
  id: 'service-selects-nothing',
  title: 'The selector of a Service finds no pods, and misses some by one label',
  category: 'wiring',
  severity: 'warning',
  confidence: 'likely',
  check: {
    kind: 'object',
    appliesTo: ['service'],
    find(service, { environment }) {
      const miss = findMiss(service, environment);
      if (miss === undefined) return NONE;
      const { wanted } = miss;
      const value = wanted.entry.value.state === 'known' ? wanted.entry.value.node : wanted.entry.key;
      const at = miss.has.key === wanted.key ? value : wanted.entry.key;
      return [{ at: placeOf(at), subject: `selector.${wanted.key}=${wanted.value}`, miss }];
    },
  },
  message({ miss }) {
    const wanted = `${miss.wanted.key}=${quoted(miss.wanted.value)}`;
    const has = `${miss.has.key}=${quoted(miss.has.value)}`;
    return oneLine(`selector ${wanted} finds no pods; ${called(miss.item)} has ${has}`);
  },
  related({ miss }) {
    const { key, value } = miss.has.entry;
    return [
      {
        place: value.state === 'known' ? { ...placeOf(value.node), start: placeOf(key).start } : placeOf(key),
        message: oneLine(`The pods of ${called(miss.item)} have ${miss.has.key}=${quoted(miss.has.value)}`),
      },
    ];
  },
  fixes({ miss }) {
    const { wanted, has } = miss;
    if (wanted.entry.value.state !== 'known') return [];
    const key = wanted.key === has.key ? [] : [changeTo(wanted.entry.key, has.key)];
    const value = wanted.value === has.value ? [] : [changeTo(wanted.entry.value.node, has.value)];
    // A near miss is a guess, however good.
    return fixOf(`Change the selector to ${has.key}: ${has.value}`, false, [...key, ...value]);
  },
});

const NONE: readonly SelectsNothing[] = [];

function findMiss(service: Service, environment: EnvironmentView): NearMiss<Workload> | undefined {
  const namespace = namespaceOf(service);
  if (namespace === undefined || service.incomplete || service.selector.state !== 'known') return undefined;
  const selected = environment.once(selectedBy, service);
  if (selected === undefined || selected.certain.length > 0 || selected.possible.length > 0) return undefined;
  if (environment.hasAlternatives(service)) return undefined;
  const miss = nearMiss(
    service.selector.value,
    environment.inNamespace('workload', namespace),
    ({ template }) => template.labels,
    (workload) => mayBeMeant(workload) && !environment.hasAlternatives(workload),
  );
  if (miss === undefined) return undefined;
  // The pods may come from elsewhere: a chart, a remote base, a document that nobody can read (traps 10, 11). A slip beside
  // its workload is evidence enough by itself.
  const beside = miss.kind === 'typo' && folderOf(service.document.path) === folderOf(miss.item.document.path);
  if (!beside && environment.mayHoldMore(namespace)) return undefined;
  const hidden = hiddenPods(environment, namespace);
  if (hidden === 'yes' || (hidden === 'unknown' && miss.kind !== 'typo')) return undefined;
  // Beside labels that agree, another value is mostly another workload; not where it bears the name of the Service.
  if (miss.kind === 'value' && !isNamesake(miss.item, service)) return undefined;
  return isUnserved(miss.item, service, environment) || isMisnamed(miss, service) ? miss : undefined;
}

/** Pods that run to an end serve nobody (trap 38); a workload that misses its own pods is told of by itself (trap 42). */
function mayBeMeant(workload: Workload): boolean {
  return !isRunToCompletion(workload) && !missesOwnTemplate(workload);
}

/** Pods that other Services select are hardly the ones this one lost, unless it bears their name. */
function isUnserved(workload: Workload, service: Service, environment: EnvironmentView): boolean {
  if (isNamesake(workload, service)) return true;
  return environment.servicesSelecting(workload).every(({ certainty }) => certainty === 'no');
}

/** The Service bears the name that its workload has, and not the one that it wants: a slip, whoever else serves the pods. */
function isMisnamed({ kind, wanted, has }: NearMiss<Workload>, { name }: Service): boolean {
  if (kind !== 'typo' || name.state !== 'known') return false;
  const words = name.value.split('-');
  const holds = (text: string) => name.value === text || name.value.startsWith(`${text}-`) || words.includes(text);
  return holds(has.value) && (wanted.value === has.value || !holds(wanted.value));
}

function isNamesake({ name }: Workload, service: Service): boolean {
  return name.state === 'known' && service.name.state === 'known' && name.value === service.name.value;
}
