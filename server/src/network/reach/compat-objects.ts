import { type KubernetesObject, type ObjectOf, type ObjectType, readObjects } from '../../kubernetes';
import type { Snapshot } from '../../workspace';
import type { CompatObjects } from './compat';

/** All objects of the files as they are written: np-guard's analyzer knows neither environments nor kustomizations. */
export function compatObjectsOf(snapshot: Snapshot): CompatObjects {
  const objects = snapshot.paths
    .flatMap((path) => snapshot.file(path)?.documents ?? [])
    .flatMap(({ document }) => readObjects(document));
  return {
    namespaces: ofType(objects, 'namespace'),
    workloads: ofType(objects, 'workload'),
    networkPolicies: ofType(objects, 'network-policy'),
    clusterPolicies: ofType(objects, 'cluster-policy'),
    services: ofType(objects, 'service'),
    ingresses: ofType(objects, 'ingress'),
    routes: ofType(objects, 'route'),
  };
}

function ofType<T extends ObjectType>(objects: readonly KubernetesObject[], type: T): readonly ObjectOf<T>[] {
  return objects.filter((object): object is ObjectOf<T> => object.type === type);
}
