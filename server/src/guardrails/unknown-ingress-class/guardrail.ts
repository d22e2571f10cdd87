import { type Ingress, type IngressClass, placeOf } from '../../kubernetes';
import type { EnvironmentView } from '../../workspace';
import type { YamlNode } from '../../yaml';
import { nearName } from '../common/evidence/near-miss';
import { changeTo, fixOf } from '../common/fixes/edits';
import { called, oneLine, placeOfObject, quoted, sentence } from '../common/messages/words';
import { type Breach, defineGuardrail } from '../define';

type UnknownClass = Lacking | SecondDefault;

/** An Ingress names a class that is not here. */
interface Lacking extends Breach {
  readonly kind: 'lacking';
  readonly name: string;
  readonly node: YamlNode;
  readonly classes: readonly IngressClass[];
  /** The class that was evidently meant. */
  readonly near: IngressClass | undefined;
}

/** A class is the default, and so is one before it. */
interface SecondDefault extends Breach {
  readonly kind: 'second-default';
  readonly first: IngressClass;
}

export const unknownIngressClass = defineGuardrail<'ingress' | 'ingress-class', UnknownClass>({
  id: 'unknown-ingress-class',
  title: 'An Ingress class that nothing defines, or several that are the default',
  category: 'wiring',
  severity: 'info',
  confidence: 'possible',
  check: {
    kind: 'object',
    appliesTo: ['ingress', 'ingress-class'],
    find(object, { environment }) {
      const breach = object.type === 'ingress' ? lacking(object, environment) : secondDefault(object, environment);
      return breach === undefined ? NONE : [breach];
    },
  },
  message(breach) {
    if (breach.kind === 'second-default') {
      return oneLine(`${called(breach.first)} is the default class already; an Ingress without a class may get either`);
    }
    const { name, near, classes } = breach;
    if (near !== undefined) return oneLine(`IngressClass ${quoted(name)} is not here; ${called(near)} is`);
    return sentence(
      (list) => `IngressClass ${quoted(name)} is not here (there is ${list})`,
      namesOf(classes).map(quoted),
    );
  },
  related(breach) {
    const other = breach.kind === 'second-default' ? breach.first : (breach.near ?? breach.classes[0]);
    return other === undefined ? [] : [{ place: placeOfObject(other), message: oneLine(`${called(other)} is here`) }];
  },
  fixes(breach) {
    if (breach.kind !== 'lacking' || breach.near?.name.state !== 'known') return [];
    const edit = changeTo(breach.node, breach.near.name.value);
    // A near miss is a guess, however good.
    const title = `Change the class to ${quoted(breach.near.name.value)}`;
    return fixOf(title, false, [edit]);
  },
});

const NONE: readonly never[] = [];
/** Annotation of the class for Ingresses that name none. */
const DEFAULT = 'ingressclass.kubernetes.io/is-default-class';
const MOST_CLASSES = 100;

/** Only `ingressClassName` refers to an object; the annotation is a word between an Ingress and its controller. */
function lacking({ ingressClassName }: Ingress, environment: EnvironmentView): Lacking | undefined {
  if (ingressClassName.state !== 'known' || ingressClassName.value === '') return undefined;
  const { value: name, node } = ingressClassName;
  if (environment.named('ingress-class', '', name).length > 0) return undefined;
  const classes = environment.ofType('ingress-class');
  if (classes.length === 0 || classes.length > MOST_CLASSES || environment.mayHoldMore('')) return undefined;
  // One whose name nobody can tell may be the one.
  const names = classes.map((each) => (each.name.state === 'known' ? each.name.value : undefined));
  if (names.includes(undefined) || names.includes(name)) return undefined;
  const meant = nearName(name, namesOf(classes));
  const near = meant === undefined ? undefined : classes[names.indexOf(meant)];
  return { kind: 'lacking', at: placeOf(node), subject: `ingressClassName=${name}`, name, node, classes, near };
}

function secondDefault(object: IngressClass, environment: EnvironmentView): SecondDefault | undefined {
  const entry = object.annotations.entries.get(DEFAULT);
  if (entry === undefined || !isDefault(object) || environment.hasAlternatives(object)) return undefined;
  const first = environment.ofType('ingress-class').find(isDefault);
  if (first === undefined || first === object || isSame(first, object) || environment.hasAlternatives(first)) {
    return undefined;
  }
  return { kind: 'second-default', at: placeOf(entry.key), subject: 'is-default-class', first };
}

function isDefault({ annotations }: IngressClass): boolean {
  const value = annotations.entries.get(DEFAULT)?.value;
  return value?.state === 'known' && value.value === 'true';
}

/** Written twice, or possibly so. */
function isSame({ name: one }: IngressClass, { name: other }: IngressClass): boolean {
  return one.state !== 'known' || other.state !== 'known' || one.value === other.value;
}

function namesOf(classes: readonly IngressClass[]): readonly string[] {
  return [...new Set(classes.flatMap(({ name }) => (name.state === 'known' ? [name.value] : [])))];
}
