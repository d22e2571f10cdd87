import { dnsNameProblem } from '../../../kubernetes';
import { hasTemplateSign } from '../evidence/stand-ins';

/** Why a host is none that an Ingress or a listener takes. */
export interface HostProblem {
  readonly reason: string;
  /** The host that is evidently meant. */
  readonly meant?: string;
  /** There is no other that it can mean. */
  readonly safe?: boolean;
}

/** A DNS name, or one with `*.` in front. Words that stand for a name until somebody replaces them are silent (trap 16). */
export function hostProblem(text: string): HostProblem | undefined {
  const problem = plainProblem(text);
  if (problem === undefined || mayBeReplaced(text)) return undefined;
  const address = /^[a-z]+:\/\/([^/:]+)/i.exec(text)?.[1];
  if (address !== undefined) return { reason: 'it is a URL', ...meaning(address, false) };
  const slash = text.indexOf('/');
  if (slash > 0) return { reason: 'it has a path', ...meaning(text.slice(0, slash), false) };
  const [, host = '', port] = /^([^:]*):([0-9]+)$/.exec(text) ?? [];
  if (port !== undefined) return { reason: `it has a port, ${port}`, ...meaning(host, true) };
  if (text.endsWith('.')) return { reason: 'it ends with "."', ...meaning(text.slice(0, -1), true) };
  if (text.indexOf('*') >= 0 && !/^\*\.[^*]+$/.test(text)) {
    return { reason: 'a wildcard is "*." and a name', ...meaning(`*.${text.replace(/^\*/, '')}`, false) };
  }
  return { reason: problem, ...meaning(text.toLowerCase().trim(), true) };
}

function meaning(text: string, safe: boolean): Pick<HostProblem, 'meant' | 'safe'> {
  return text !== '' && plainProblem(text) === undefined ? { meant: text, safe } : {};
}

function plainProblem(text: string): string | undefined {
  return dnsNameProblem(text.startsWith('*.') ? text.slice(2) : text)?.reason;
}

/** `YOUR_HOST`, `registry.<your domain>`, `[host].example.com`. */
function mayBeReplaced(text: string): boolean {
  return (!/[a-z]/.test(text) && /[A-Z]/.test(text)) || hasTemplateSign(text) || text.includes('@');
}
