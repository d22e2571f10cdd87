import type { Certainty, KubernetesObject, LabelSelector, ObjectOf, ObjectType, Workload } from '../kubernetes';

/** The set of objects that live together in one cluster. Nothing is ever compared across two environments. */
export interface Environment {
  /** Stable and readable: the charter's name, the kustomization's or chart's folder, a copy's folder, or the workspace's own. */
  readonly name: string;
  readonly source: 'charter' | 'kustomization' | 'chart' | 'copies' | 'workspace';
  /** Paths of the files that belong to it. */
  readonly files: ReadonlySet<string>;
}

/**
 * What a guardrail may ask about the environment of its subject. Every question is remembered as a dependency of the
 * answer, so that an edit asks again only where the answer may have changed; there is no way to look past these questions.
 */
export interface EnvironmentView {
  readonly environment: Environment;
  /** Names of all environments of the workspace. Of the others nothing but the name is known here. */
  readonly environmentNames: readonly string[];

  /**
   * Objects of a type by name in a namespace, also workloads that count as their owner. Several: copies that nothing tells
   * apart, so the answer is unknown.
   */
  named<T extends ObjectType>(type: T, namespace: NamespaceKey, name: string): readonly ObjectOf<T>[];
  /** Objects of a type in one namespace. */
  inNamespace<T extends ObjectType>(type: T, namespace: NamespaceKey): readonly ObjectOf<T>[];
  /** All objects of a type. Ask a narrower question where there is one: this one is asked again after every edit of the type. */
  ofType<T extends ObjectType>(type: T): readonly ObjectOf<T>[];
  /** Workloads of a namespace whose pods the selector takes in: certainly, and those of which nobody can tell. */
  workloadsSelectedBy(selector: LabelSelector, namespace: NamespaceKey): SelectedWorkloads;
  /** Services of a namespace whose selector takes in this workload's pods, with how sure that is. */
  servicesSelecting(
    workload: Workload,
  ): readonly { readonly service: ObjectOf<'service'>; readonly certainty: Certainty }[];
  /** Services of the environment that claim this node port, as nodePort or as healthCheckNodePort. */
  servicesOnNodePort(nodePort: number): readonly ObjectOf<'service'>[];
  /** Workloads of the environment that claim this port of their node: as hostPort, or as a container port on the host network. */
  workloadsOnHostPort(hostPort: number): readonly Workload[];
  /** Ingresses of the environment with a rule for this host; `''` asks for rules without one. */
  ingressesOnHost(host: string): readonly ObjectOf<'ingress'>[];

  /** The environment has the Namespace object or a workload of it: what is not here is missing. */
  holdsNamespace(namespace: NamespaceKey): boolean;
  /** A chart, HelmRelease, Argo CD Application, remote base, generator or unread document could add objects here. */
  mayHoldMore(namespace: NamespaceKey): boolean;
  /** The controller owner of the workload is here too, so it is none of its own: only `named` gives it. */
  countsAsOwner(workload: Workload): boolean;
  /** The object has copies that no folder tells apart. */
  hasAlternatives(object: KubernetesObject): boolean;

  /**
   * What follows from the answers above, worked out once for as long as the view is used, whichever objects are looked at:
   * it may depend on nothing but the view and what it is about. Lists that it makes are not to be changed.
   */
  once<K extends object, V>(work: (view: EnvironmentView, about: K) => V, about: K): V;
}

export interface SelectedWorkloads {
  readonly certain: readonly Workload[];
  /** Of the certain ones, those without copies that nothing tells apart. One question, however many they are. */
  readonly alone: readonly Workload[];
  readonly possible: readonly Workload[];
}

/**
 * The namespace an object is in: its name, or `''` for the one namespace that manifests leave unsaid (equal to itself).
 * Objects of an unknown namespace have none and are never compared with anything.
 */
export type NamespaceKey = string;

export function namespaceOf(object: KubernetesObject): NamespaceKey | undefined {
  if (object.namespace.state === 'known') return object.namespace.value;
  return object.namespace.state === 'absent' ? '' : undefined;
}
