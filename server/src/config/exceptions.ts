import type { Exception } from './charter';
import { compileGlob, matchesWildcard, type PathPattern } from './glob';

/** An object as exceptions name it. */
export interface ObjectIdentity {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string | null;
}

/** Whether an exception speaks of this object and file; its guardrail and its date are other questions. */
export function takesIn(exception: Exception, object: ObjectIdentity | null, path: string): boolean {
  if (exception.path !== undefined && !patternOf(exception, exception.path).takesIn(path)) return false;
  if (exception.object === undefined) return true;
  return object !== null && namesObject(exception.object, object);
}

/** It holds through the day it names; ISO dates compare as text. */
export function isExpired(exception: Exception, today: string): boolean {
  return exception.expires !== undefined && exception.expires < today;
}

/** No state but a memo: what it holds follows from the exceptions. */
const patterns = new WeakMap<Exception, PathPattern>();

function patternOf(exception: Exception, path: string): PathPattern {
  const known = patterns.get(exception);
  if (known !== undefined) return known;
  const pattern = compileGlob(path);
  patterns.set(exception, pattern);
  return pattern;
}

/** `Kind/namespace/name`, or `Kind/name` for an object of whatever namespace. */
function namesObject(pattern: string, object: ObjectIdentity): boolean {
  const [kind, second, third] = pattern.split('/');
  if (kind === undefined || second === undefined) return false;
  if (!matchesWildcard(kind, object.kind)) return false;
  if (third === undefined) return matchesWildcard(second, object.name ?? '');
  return matchesWildcard(second, object.namespace ?? '') && matchesWildcard(third, object.name ?? '');
}
