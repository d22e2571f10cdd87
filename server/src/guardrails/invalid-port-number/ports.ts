import type { Field, Ingress, KubernetesObject, ObjectType, PortReference, Workload } from '../../kubernetes';

/** One port field of an object, with what the API takes there. */
export interface PortField {
  /** As people write it. */
  readonly name: string;
  readonly value: PortReference;
  /** 0 is the same as leaving it out (V1). */
  readonly zeroIsUnset: boolean;
  /** Where the field stands in its object, for the fingerprint. */
  readonly path: string;
}

/** Every port of an object, of any kind that has some. */
export function portFieldsOf(object: KubernetesObject): readonly PortField[] {
  switch (object.type) {
    case 'service':
      return [
        ...listOf(object.ports).flatMap(({ port, targetPort, nodePort }, index) => [
          { name: 'port', value: port, zeroIsUnset: false, path: `ports[${index}]` },
          { name: 'targetPort', value: targetPort, zeroIsUnset: true, path: `ports[${index}]` },
          { name: 'nodePort', value: nodePort, zeroIsUnset: true, path: `ports[${index}]` },
        ]),
        { name: 'healthCheckNodePort', value: object.healthCheckNodePort, zeroIsUnset: true, path: '' },
      ];
    case 'workload':
      return workloadFields(object);
    case 'ingress':
      return backendsOf(object).map((value, index) => ({
        name: 'port',
        value,
        zeroIsUnset: false,
        path: `backend[${index}]`,
      }));
    case 'network-policy':
      return (['ingress', 'egress'] as const).flatMap((direction) =>
        listOf(object[direction]).flatMap((rule, index) =>
          listOf(rule.ports).flatMap(({ port, endPort }) => [
            { name: 'port', value: port, zeroIsUnset: false, path: `${direction}[${index}]` },
            { name: 'endPort', value: endPort, zeroIsUnset: false, path: `${direction}[${index}]` },
          ]),
        ),
      );
    case 'endpoints':
      return object.ports.map(({ port }, index) => ({
        name: 'port',
        value: port,
        zeroIsUnset: false,
        path: `ports[${index}]`,
      }));
    case 'gateway':
      return object.listeners.map(({ port }, index) => ({
        name: 'port',
        value: port,
        zeroIsUnset: false,
        path: `listeners[${index}]`,
      }));
    case 'route':
      return object.backends.map(({ port }, index) => ({
        name: 'port',
        value: port,
        zeroIsUnset: false,
        path: `backends[${index}]`,
      }));
    case 'webhook-configuration':
    case 'api-service':
      return object.services.map(({ port }, index) => ({
        name: 'port',
        value: port,
        zeroIsUnset: false,
        path: `services[${index}]`,
      }));
    default:
      return [];
  }
}

export const OBJECTS_WITH_PORTS: readonly ObjectType[] = [
  'service',
  'workload',
  'ingress',
  'network-policy',
  'endpoints',
  'gateway',
  'route',
  'webhook-configuration',
  'api-service',
];

function workloadFields(workload: Workload): readonly PortField[] {
  return workload.templates.flatMap((template) =>
    template.containers.flatMap((container, index) => [
      ...container.ports.flatMap(({ containerPort, hostPort }) => [
        { name: 'containerPort', value: containerPort, zeroIsUnset: false, path: `containers[${index}]` },
        { name: 'hostPort', value: hostPort, zeroIsUnset: true, path: `containers[${index}]` },
      ]),
      ...container.probes.map(({ kind, port }) => ({
        name: 'port',
        value: port,
        zeroIsUnset: false,
        path: `containers[${index}].${kind}`,
      })),
    ]),
  );
}

function backendsOf(ingress: Ingress): readonly PortReference[] {
  const backends = [ingress.defaultBackend, ...ingress.rules.flatMap((rule) => rule.paths.map((path) => path.backend))];
  return backends.flatMap((backend) => (backend === null || backend.resource ? [] : [backend.port]));
}

function listOf<T>(field: Field<readonly T[]>): readonly T[] {
  return field.state === 'known' ? field.value : [];
}
