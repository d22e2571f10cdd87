import type { Certainty, Labels } from '../../../kubernetes';
import { known, NAMESPACE_NAME } from '../../../kubernetes';
import type { YamlNode } from '../../../yaml';
import type { End } from '../answer';
import type { Cluster, NamespaceFacts, PodFacts } from '../cluster';
import { createReach, type ReachEngine } from '../engine';
import type { Surroundings } from '../surroundings';

/**
 * Who dials the backends of Ingresses and Gateways (S074): the pods that the charter names for the class, else those that
 * are evidently the controller's, else some pod of which nobody knows anything.
 */
export interface Controllers {
  /** Knows the pods of controllers that no manifest shows, beside all others. */
  readonly engine: ReachEngine;
  of(className: string | undefined, backendNamespace: string): Controller;
}

export interface Controller {
  readonly ends: readonly End[];
  /** False where it may be any pod, or a node. */
  readonly known: boolean;
}

type NamedController = Surroundings['controllers'][number];

export function controllersOf(engine: ReachEngine, surroundings: Surroundings): Controllers {
  const { cluster } = engine;
  const { controllers, ingressClasses, ingresses, gateways, routes } = surroundings;
  const [someObject] = [...ingresses, ...gateways, ...routes];
  if (someObject === undefined) return { engine, of: () => ({ ends: [], known: false }) };
  const strangers: PodFacts[] = [];
  const namespaces = new Map<string, NamespaceFacts>(cluster.namespaces);
  const add = (facts: Omit<PodFacts, 'index' | keyof typeof STRANGER>): End => {
    const pods = { ...STRANGER, ...facts, index: cluster.pods.length + strangers.length };
    strangers.push(pods);
    return { kind: 'pods', pods };
  };
  const { node } = someObject;

  const named = controllers.map((controller): readonly [NamedController, readonly End[]] => {
    const here = cluster.pods.filter((pods) => isOf(controller, pods) === 'yes');
    if (here.length > 0) return [controller, here.map((pods) => ({ kind: 'pods', pods }))];
    const { namespace } = controller;
    if (!namespaces.has(namespace)) {
      namespaces.set(namespace, {
        name: namespace,
        labels: openLabels([[NAMESPACE_NAME, namespace]], node),
      });
    }
    const labels = openLabels([...controller.labels], node);
    return [controller, [add({ name: controller.class, namespace, labels, hostNetwork: 'no' })]];
  });

  const [first] = controllers;
  const resolved = new Map<string | undefined, readonly End[]>();
  function knownOf(className: string | undefined): readonly End[] {
    const known = resolved.get(className);
    if (known !== undefined) return known;
    const wanted = className ?? defaultClass(ingressClasses) ?? (controllers.length === 1 ? first?.class : undefined);
    const ends = named.flatMap(([controller, pods]) => (controller.class === wanted ? pods : []));
    const evident = wanted === undefined || ends.length > 0 ? [] : evidentPods(cluster, wanted, ingressClasses);
    const made = [...ends, ...evident.map((pods): End => ({ kind: 'pods', pods }))];
    resolved.set(className, made);
    return made;
  }

  // All ends are there before the engine is made. It may be a pod of a namespace nobody sees, or of the backend's own.
  const unknown = new Map<string, readonly End[]>();
  if (classesIn(surroundings).some((className) => knownOf(className).length === 0)) {
    namespaces.set(UNSEEN, { name: UNSEEN, labels: openLabels([], node) });
    const anybody = { name: 'unknown', labels: openLabels([], node), hostNetwork: 'unknown' } as const;
    const unseen = add({ ...anybody, namespace: UNSEEN });
    for (const namespace of backendNamespaces(surroundings))
      unknown.set(namespace, [unseen, add({ ...anybody, namespace })]);
  }

  const extended =
    strangers.length === 0 ? engine : createReach({ ...cluster, namespaces, pods: [...cluster.pods, ...strangers] });
  return {
    engine: extended,
    of(className, backendNamespace) {
      const ends = knownOf(className);
      return ends.length > 0 ? { ends, known: true } : { ends: unknown.get(backendNamespace) ?? [], known: false };
    },
  };
}

/** The classes that are asked for; a route whose Gateway is not here asks for none of those that are known. */
function classesIn({ ingresses, gateways, routes }: Surroundings): readonly (string | undefined)[] {
  const classes = new Set<string | undefined>(routes.map(({ openShift }) => (openShift ? OPENSHIFT : NO_CLASS)));
  for (const { className } of ingresses) classes.add(className.state === 'known' ? className.value : undefined);
  for (const { className } of gateways) classes.add(className.state === 'known' ? className.value : NO_CLASS);
  return [...classes];
}

/** Of OpenShift's Routes. */
export const OPENSHIFT = 'openshift';
/** No controller is one of it: a Gateway has no default class. */
export const NO_CLASS = '';

const STRANGER = {
  kind: 'IngressController',
  ports: [],
  portsComplete: false,
  replicas: undefined,
  transient: false,
  addresses: [],
  workload: null,
} satisfies Partial<PodFacts>;

/** No namespace can have this name. */
const UNSEEN = '(unknown)';

function openLabels(pairs: readonly (readonly [key: string, value: string])[], node: YamlNode): Labels {
  return {
    entries: new Map(pairs.map(([key, value]) => [key, { key: node, value: known(value, node) }])),
    complete: false,
    node: null,
  };
}

function isOf({ namespace, labels }: NamedController, pods: PodFacts): Certainty {
  if (pods.namespace !== namespace) return 'no';
  let result: Certainty = 'yes';
  for (const [key, wanted] of labels) {
    const actual = pods.labels.entries.get(key)?.value;
    if (actual === undefined ? pods.labels.complete : actual.state === 'known' && actual.value !== wanted) return 'no';
    if (actual?.state !== 'known') result = 'unknown';
  }
  return result;
}

function backendNamespaces({ ingresses, gateways, routes }: Surroundings): ReadonlySet<string> {
  const namespaces = new Set<string>();
  for (const { namespace } of [...ingresses, ...gateways, ...routes]) {
    if (namespace.state !== 'unknown') namespaces.add(namespace.state === 'known' ? namespace.value : '');
  }
  for (const { backends } of routes) {
    for (const { namespace } of backends) if (namespace.state === 'known') namespaces.add(namespace.value);
  }
  return namespaces;
}

function defaultClass(classes: Surroundings['ingressClasses']): string | undefined {
  const chosen = classes.find(({ annotations }) => {
    const value = annotations.entries.get('ingressclass.kubernetes.io/is-default-class')?.value;
    return value?.state === 'known' && value.value === 'true';
  });
  return chosen?.name.state === 'known' ? chosen.name.value : undefined;
}

/** What their installations call the pods, by the class name they come with and by `spec.controller` of the class. */
const EVIDENT: readonly { readonly classes: readonly string[]; readonly label: string }[] = [
  { classes: ['nginx', 'k8s.io/ingress-nginx'], label: 'ingress-nginx' },
  { classes: ['nginx', 'nginx.org/ingress-controller'], label: 'nginx-ingress' },
  { classes: ['traefik', 'traefik.io/ingress-controller'], label: 'traefik' },
  { classes: ['haproxy', 'haproxy-ingress.github.io/controller'], label: 'haproxy-ingress' },
  { classes: ['haproxy', 'haproxy.org/ingress-controller'], label: 'kubernetes-ingress' },
  { classes: ['kong', 'ingress-controllers.konghq.com/kong'], label: 'kong' },
];

function evidentPods(
  { pods }: Cluster,
  className: string,
  classes: Surroundings['ingressClasses'],
): readonly PodFacts[] {
  const own = classes.find(({ name }) => name.state === 'known' && name.value === className);
  const names = own?.controller.state === 'known' ? [own.controller.value] : [className];
  const labels = new Set(
    EVIDENT.filter((each) => each.classes.some((one) => names.includes(one))).map(({ label }) => label),
  );
  return pods.filter((each) => {
    const label = each.labels.entries.get('app.kubernetes.io/name')?.value;
    return label?.state === 'known' && labels.has(label.value) && !each.transient && each.replicas !== 0;
  });
}
