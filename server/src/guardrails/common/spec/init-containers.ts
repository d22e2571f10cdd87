import type { Container } from '../../../kubernetes';
import { deref, type Pair, pairOf } from '../../../yaml';

const NEVER_ON_INIT = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];

/**
 * Probes and hooks of an ordinary init container, in the order of the file: it runs to its end before anyone asks, so the API
 * server refuses them. Most likely it is to stay, and `restartPolicy: Always` is lost.
 */
export function forbiddenOnInit(container: Container): readonly Pair[] {
  if (container.role !== 'init') return NONE;
  const written: Pair[] = [];
  for (const key of NEVER_ON_INIT) {
    const pair = pairOf(container.node, key);
    if (pair !== undefined && deref(pair.value).type === 'mapping') written.push(pair);
  }
  return written.sort((one, other) => one.key.start - other.key.start);
}

const NONE: readonly never[] = [];
