import type { Field, Rollout, Workload } from '../../kubernetes';

/** How many pods of a workload are replaced at once, worked out as its controller does. */
export interface Pace {
  /** As written, or the default. */
  readonly maxUnavailable: number | string;
  readonly unavailable: number;
  readonly surge: number;
  readonly replicas: number;
}

const DEFAULT = '25%';

/** Of a Deployment; undefined where nobody can tell, or where it does not roll. */
export function paceOf({ replicas: written, rollout }: Workload): Pace | undefined {
  const replicas = valueIn(written, 1);
  const strategy = rolling(rollout);
  if (typeof replicas !== 'number' || replicas <= 0 || strategy === undefined) return undefined;
  const maxUnavailable = strategy === 'default' ? DEFAULT : valueIn(strategy.maxUnavailable, DEFAULT);
  const maxSurge = strategy === 'default' ? DEFAULT : valueIn(strategy.maxSurge, DEFAULT);
  if (maxUnavailable === undefined || maxSurge === undefined) return undefined;
  const unavailable = amount(maxUnavailable, replicas, Math.floor);
  const surge = amount(maxSurge, replicas, Math.ceil);
  if (unavailable === undefined || surge === undefined) return undefined;
  // Where both come out as nothing, the controller takes one pod away.
  return { maxUnavailable, unavailable: unavailable === 0 && surge === 0 ? 1 : unavailable, surge, replicas };
}

/** The surge that a DaemonSet asks for, with no pod taken away first; anything else is none, or is refused. */
export function surgeOf({ rollout }: Workload): Extract<Rollout['maxSurge'], { state: 'known' }> | undefined {
  const strategy = rolling(rollout);
  if (strategy === undefined || strategy === 'default') return undefined;
  const { maxSurge, maxUnavailable } = strategy;
  if (maxSurge.state !== 'known' || maxUnavailable.state !== 'known') return undefined;
  const surge = amount(maxSurge.value, 1, Math.ceil);
  if (surge === undefined || surge === 0 || amount(maxUnavailable.value, 1, Math.ceil) !== 0) return undefined;
  return maxSurge;
}

function rolling(rollout: Field<Rollout>): Rollout | 'default' | undefined {
  if (rollout.state === 'absent') return 'default';
  if (rollout.state === 'unknown') return undefined;
  const type = valueIn(rollout.value.type, 'RollingUpdate');
  return type === 'RollingUpdate' || type === '' ? rollout.value : undefined;
}

/** `25%` of the replicas, or a plain number; undefined where it is neither. */
function amount(value: number | string, of: number, round: (exact: number) => number): number | undefined {
  if (typeof value === 'number') return value >= 0 ? value : undefined;
  const percent = /^(\d{1,5})%$/.exec(value)?.[1];
  return percent === undefined ? undefined : round((Number(percent) * of) / 100);
}

function valueIn<T>(field: Field<T>, fallback: T): T | undefined {
  if (field.state === 'known') return field.value;
  return field.state === 'absent' ? fallback : undefined;
}
