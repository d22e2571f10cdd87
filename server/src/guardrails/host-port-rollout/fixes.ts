import type { Field, Rollout, Workload } from '../../kubernetes';
import { insertKey, type TextEdit } from '../../yaml';
import { changeTo, fixOf } from '../common/fixes/edits';
import type { Fix } from '../define';
import type { Pace } from './amounts';

/** Neither is safe: one lets go of pods that serve, the other of all at once. With a single pod they come to the same. */
export function fixesOfDeployment(workload: Workload, { replicas }: Pace): readonly Fix[] {
  const away = fixOf('Let an update take one old pod away first (maxUnavailable 1)', false, [takeOneAway(workload)]);
  const recreate = fixOf('Replace the old pods before new ones start (Recreate)', false, [recreated(workload)]);
  return replicas === 1 ? [...recreate, ...away] : [...away, ...recreate];
}

export function fixesOfDaemonSet({ rollout }: Workload): readonly Fix[] {
  if (rollout.state !== 'known') return [];
  const { maxSurge, maxUnavailable } = rollout.value;
  const edits = [edited(maxSurge, 0), edited(maxUnavailable, 1)];
  return fixOf('Take the old pod of a node away first (maxSurge 0, maxUnavailable 1)', false, edits);
}

function takeOneAway({ rollout, spec }: Workload): TextEdit | undefined {
  if (rollout.state !== 'known') {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } };
    return spec === null ? undefined : insertKey(spec, 'strategy', strategy, 'replicas');
  }
  const { maxUnavailable, rollingUpdate, node } = rollout.value;
  if (maxUnavailable.state === 'known') return edited(maxUnavailable, 1);
  if (rollingUpdate === null) return insertKey(node, 'rollingUpdate', { maxUnavailable: 1 }, 'type');
  return insertKey(rollingUpdate, 'maxUnavailable', 1);
}

function recreated({ rollout, spec }: Workload): TextEdit | undefined {
  if (rollout.state !== 'known') {
    return spec === null ? undefined : insertKey(spec, 'strategy', { type: 'Recreate' }, 'replicas');
  }
  // Two edits side by side in one small mapping: where `rollingUpdate` is written, the other fix is enough.
  const { type, rollingUpdate }: Rollout = rollout.value;
  if (rollingUpdate !== null || type.state !== 'known') return undefined;
  return changeTo(type.node, 'Recreate');
}

function edited(field: Field<number | string>, value: number): TextEdit | undefined {
  return field.state === 'known' ? changeTo(field.node, value) : undefined;
}
