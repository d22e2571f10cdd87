import type { MappingNode } from '../../yaml';
import type { Field } from '../field';
import type { LabelSelector, ObjectBase, PortReference } from './common';

/** ServiceMonitor and PodMonitor. */
export interface Monitor extends ObjectBase {
  readonly type: 'monitor';
  readonly selects: 'services' | 'pods';
  readonly selector: Field<LabelSelector>;
  /** The namespaces whose Services or pods it selects. Absent: its own. */
  readonly namespaceSelector: Field<{
    readonly any: Field<boolean>;
    readonly matchNames: readonly Field<string>[];
  }>;
  readonly endpoints: readonly MonitorEndpoint[];
}

export interface MonitorEndpoint {
  readonly port: PortReference;
  readonly targetPort: PortReference;
  readonly node: MappingNode;
}

/** Validating and mutating webhooks, and a CustomResourceDefinition whose versions a webhook converts. */
export interface WebhookConfiguration extends ObjectBase {
  readonly type: 'webhook-configuration';
  readonly services: readonly ServiceReference[];
}

export interface ApiService extends ObjectBase {
  readonly type: 'api-service';
  readonly services: readonly ServiceReference[];
}

/** A reference to a Service by name and Service port (absent means 443). */
export interface ServiceReference {
  readonly name: Field<string>;
  readonly namespace: Field<string>;
  readonly port: Field<number>;
  readonly node: MappingNode;
}
