import type { MappingNode, SequenceNode, YamlNode } from '../../yaml';
import type { Field } from '../field';
import type { ObjectBase, PortReference } from './common';

export interface Ingress extends ObjectBase {
  readonly type: 'ingress';
  readonly className: Field<string>;
  readonly defaultBackend: IngressBackend | null;
  readonly rules: readonly IngressRule[];
  readonly tlsHosts: readonly Field<string>[];
  /** `spec.ingressClassName` and the older annotation by themselves; `className` is the one in force. */
  readonly ingressClassName: Field<string>;
  readonly classAnnotation: Field<string>;
  /** The `spec` mapping, for edits. */
  readonly spec: MappingNode | null;
}

export interface IngressRule {
  readonly host: Field<string>;
  /** Absent: the rule sends its host to the default backend. */
  readonly http: Field<MappingNode>;
  /** Absent where `http` or its list is. */
  readonly pathList: Field<SequenceNode>;
  readonly paths: readonly IngressPath[];
  readonly node: MappingNode;
}

export interface IngressPath {
  readonly path: Field<string>;
  readonly pathType: Field<string>;
  readonly backend: IngressBackend | null;
  readonly node: MappingNode;
}

export interface IngressBackend {
  readonly serviceName: Field<string>;
  readonly port: PortReference;
  /** A backend that is no Service (`resource:`). */
  readonly resource: boolean;
  /** A Service is named (in the older versions: `serviceName`). */
  readonly service: Field<MappingNode>;
  /** `port.number` and `port.name` by themselves; `port` is the one in force. */
  readonly portNumber: Field<number>;
  readonly portName: Field<string>;
  readonly node: YamlNode;
}

export interface IngressClass extends ObjectBase {
  readonly type: 'ingress-class';
  readonly controller: Field<string>;
}
