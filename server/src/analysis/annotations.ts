import type { AnyGuardrail } from '../guardrails';
import type { KubernetesObject } from '../kubernetes';
import type { YamlDocument, YamlNode } from '../yaml';
import { type Ignore, readIgnoreAnnotation } from './directives';
import type { Memo, Outcome } from './run';
import { ignoreAnnotationOf } from './suppress';
import type { Unit } from './units';

/** An ignore annotation as it is written once, with every object that bears it: a kustomization gives one to many. */
export interface IgnoreAnnotation {
  readonly value: YamlNode;
  readonly ignores: readonly Ignore[];
  readonly bearers: readonly Bearer[];
}

/** An object in one environment, with what was found in it. */
export interface Bearer {
  readonly object: KubernetesObject;
  readonly memo: Memo;
  readonly unit: Unit;
}

/** Annotations that are written in a file, whosever objects they are on. */
export function annotationsIn(path: string, units: readonly Unit[]): IgnoreAnnotation[] {
  const found = new Map<YamlNode, { text: string; bearers: Bearer[] }>();
  for (const unit of units) {
    for (const [object, memo] of unit.memos) {
      const value = ignoreAnnotationOf(object);
      if (value === undefined || value.node.document.path !== path) continue;
      const known = found.get(value.node);
      if (known !== undefined) known.bearers.push({ object, memo, unit });
      else found.set(value.node, { text: value.text, bearers: [{ object, memo, unit }] });
    }
  }
  return [...found].map(([value, { text, bearers }]) => ({
    value,
    ignores: readIgnoreAnnotation(text, value),
    bearers,
  }));
}

/** Whether a guardrail finds anything in an object, in whatever file the finding stands. */
export function isOfUseIn(
  { object, memo }: Bearer,
  guardrail: AnyGuardrail,
  inDocument: (document: YamlDocument) => Outcome,
): boolean {
  if (guardrail.check.kind === 'object') return memo.breaches.some((breach) => breach.guardrail === guardrail);
  const { start, end } = object.node;
  return inDocument(object.document).breaches.some(
    ({ guardrail: other, at }) => other === guardrail && start <= at.start && at.end <= end,
  );
}

/** Whether something of an object stands in a document: its root, or what a patch or a kustomization puts in. */
export function standsIn(document: YamlDocument, { object, memo }: Omit<Bearer, 'unit'>): boolean {
  return object.document === document || memo.documents.has(document);
}
