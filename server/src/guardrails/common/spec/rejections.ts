import { placeOf } from '../../../kubernetes';
import type { YamlNode } from '../../../yaml';
import type { Breach, Fix, Guardrail, RelatedPlace } from '../../define';
import { oneLine } from '../messages/words';

/** A breach of a guardrail that finds many different things: it brings its own words and fixes. */
export interface Rejection extends Breach {
  readonly says: string;
  readonly related?: readonly RelatedPlace[];
  readonly mend?: () => readonly Fix[];
}

/** How such a guardrail says and mends. */
export const SAYS_ITSELF: Pick<Guardrail<never, Rejection>, 'message' | 'related' | 'fixes'> = {
  message: ({ says }) => oneLine(says),
  related: ({ related }) => related ?? NONE,
  fixes: ({ mend }) => mend?.() ?? NONE,
};

export function relatedTo(node: YamlNode, message: string): RelatedPlace {
  return { place: placeOf(node), message: oneLine(message) };
}

/** Each place once for each thing said of it: what aliases repeat is one mistake. */
export function distinct(rejections: readonly Rejection[]): readonly Rejection[] {
  if (rejections.length < 2) return rejections;
  const byKey = new Map<string, Rejection>();
  for (const rejection of rejections) {
    const { document, start, end } = rejection.at;
    const key = `${document.path} ${start} ${end} ${rejection.says}`;
    if (!byKey.has(key)) byKey.set(key, rejection);
  }
  return [...byKey.values()];
}

const NONE: readonly never[] = [];
