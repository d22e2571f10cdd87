import { type Charter, charterFor, type Severity, type SeverityOrOff } from '../config';
import type { AnyGuardrail } from '../guardrails';
import type { ObjectType } from '../kubernetes';

/** What holds in one environment: its charter, and the guardrails that are on in it. */
export interface Rules {
  readonly charter: Charter;
  /** Guardrails by the objects they look at. */
  onObjects(type: ObjectType): readonly ObjectRule[];
  isOn(guardrail: AnyGuardrail): boolean;
}

/** A guardrail with the way it looks at objects: the same shape for all of them, since it is asked of every object. */
export interface ObjectRule {
  readonly guardrail: AnyGuardrail;
  readonly check: Extract<AnyGuardrail['check'], { kind: 'object' }>;
}

/** Rules of every environment, made once per charter. */
export interface RuleBook {
  /** The rules where no environment has a say. */
  readonly base: Rules;
  in(environmentName: string): Rules;
}

export function ruleBook(charter: Charter, guardrails: readonly AnyGuardrail[]): RuleBook {
  const base = rulesOf(charter, guardrails);
  const byName = new Map<string, Rules>();
  return {
    base,
    in(environmentName) {
      const known = byName.get(environmentName);
      if (known !== undefined) return known;
      const own = charterFor(charter, environmentName);
      const rules = own === charter ? base : rulesOf(own, guardrails);
      byName.set(environmentName, rules);
      return rules;
    },
  };
}

/** The team's word first, then the breach's own severity, then the profile, then the guardrail. */
export function severityOf(guardrail: AnyGuardrail, charter: Charter, own?: Severity): SeverityOrOff {
  const setting = settingOf(guardrail, charter);
  // A broken charter cannot be trusted to say that it is none.
  if (setting !== undefined && (setting !== 'off' || guardrail.id !== 'invalid-charter')) return setting;
  const usual = usualSeverity(guardrail, charter);
  return usual === 'off' ? 'off' : (own ?? usual);
}

export function rankOf(severity: SeverityOrOff): number {
  return RANKS[severity];
}

const RANKS = { error: 3, warning: 2, info: 1, off: 0 } as const;

function settingOf(guardrail: AnyGuardrail, charter: Charter): SeverityOrOff | undefined {
  for (const id of [guardrail.id, ...(guardrail.formerIds ?? [])]) {
    const setting = charter.guardrails.get(id);
    if (setting !== undefined) return setting.severity;
  }
  return undefined;
}

function usualSeverity(guardrail: AnyGuardrail, charter: Charter): SeverityOrOff {
  const own = guardrail.profiles?.[charter.profile];
  if (own !== undefined) return own;
  if (charter.profile !== 'audit') return guardrail.severity;
  // `audit` is everything that `strict` has, and what is otherwise off.
  const strict = guardrail.profiles?.strict ?? guardrail.severity;
  return strict === 'off' ? 'info' : strict;
}

const NOTHING: readonly ObjectRule[] = [];

function rulesOf(charter: Charter, guardrails: readonly AnyGuardrail[]): Rules {
  const on = new Set<AnyGuardrail>();
  const byType = new Map<ObjectType, ObjectRule[]>();
  for (const guardrail of guardrails) {
    if (severityOf(guardrail, charter) === 'off') continue;
    on.add(guardrail);
    const { check } = guardrail;
    if (check.kind !== 'object') continue;
    for (const type of new Set(check.appliesTo)) {
      const list = byType.get(type) ?? [];
      list.push({ guardrail, check });
      byType.set(type, list);
    }
  }
  return {
    charter,
    onObjects: (type) => byType.get(type) ?? NOTHING,
    isOn: (guardrail) => on.has(guardrail),
  };
}
