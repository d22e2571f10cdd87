import type { Field, KubernetesObject } from '../../kubernetes';
import type { MappingNode, ScalarNode, YamlNode } from '../../yaml';
import { hasOpenKey } from '../common/evidence/open-keys';

/** An item of a list of ports without the number that the API server demands. */
export interface MissingPort {
  readonly field: 'port' | 'containerPort';
  /** What the item is called, if it is called anything. */
  readonly name: string | undefined;
  readonly at: YamlNode;
  readonly index: number;
  /** A key that is the field but for upper and lower case: the API server does not know it. */
  readonly slip: ScalarNode | undefined;
}

interface Item {
  readonly name: Field<string>;
  readonly node: MappingNode;
}

/** The items of Services, containers and Endpoints that have no number at all; a `null` is none either. */
export function missingPorts(object: KubernetesObject): readonly MissingPort[] {
  const missing: MissingPort[] = [];
  switch (object.type) {
    case 'service':
      if (object.ports.state !== 'known') return NONE;
      object.ports.value.forEach((item, index) => {
        note(item.port, 'port', item, index, missing);
      });
      return missing;
    case 'workload':
      for (const { containers } of object.templates) {
        for (const { ports } of containers) {
          ports.forEach((item, index) => {
            note(item.containerPort, 'containerPort', item, index, missing);
          });
        }
      }
      return missing;
    case 'endpoints':
      // An item of an EndpointSlice without a number stands for all ports.
      if (object.kind === 'EndpointSlice') return NONE;
      for (const [index, item] of object.ports.entries()) note(item.port, 'port', item, index, missing);
      return missing;
    default:
      return NONE;
  }
}

const NONE: readonly MissingPort[] = [];

function note(
  number: Field<number>,
  field: MissingPort['field'],
  { name, node }: Item,
  index: number,
  missing: MissingPort[],
): void {
  if (number.state !== 'absent' || hasOpenKey(node)) return;
  const named = name.state === 'known' ? name : undefined;
  const at = named?.node ?? node.pairs[0]?.key ?? node;
  if (missing.some((other) => other.at === at)) return;
  const slip = slipFor(field, node);
  missing.push({ field, name: named?.value, at: slip ?? at, index, slip });
}

function slipFor(field: string, { pairs }: MappingNode): ScalarNode | undefined {
  for (const { key } of pairs) {
    if (
      key.type === 'scalar' &&
      key.text !== field &&
      key.text.replace(/[-_]/g, '').toLowerCase() === field.toLowerCase()
    )
      return key;
  }
  return undefined;
}
