import { replaceUnseen } from '../guardrails';
import type { KubernetesObject, Workload } from '../kubernetes';
import type { DeclaredPort, PortOutcome } from '../network/resolve';
import type { YamlNode } from '../yaml';

/** A value of a manifest as a code span of Markdown: nothing in it can become markup. */
export function code(value: string | number): string {
  return `\`${replaceUnseen(String(value), () => ' ').replaceAll('`', "'")}\``;
}

/** A sentence that holds values of manifests, as text of Markdown. */
export function clean(text: string): string {
  return replaceUnseen(text, () => ' ').replace(/[\\`*_{}[\]()<>#+!|~&]/g, '\\$&');
}

/** Without the marks that the two above put in. */
export function plainText(markdown: string): string {
  return markdown.replace(/\\([\\`*_{}[\]()<>#+!|~&])|`/g, '$1');
}

export function called(object: KubernetesObject): string {
  const name = object.name.state === 'known' ? `/${object.name.value}` : '';
  return code(`${object.kind}${name}`);
}

/** `file:line` of a node; undefined for what is in no file that is open to the snapshot. */
export type Whereabouts = (node: YamlNode) => string | undefined;

export function sayOutcome(outcome: PortOutcome, declared: readonly DeclaredPort[]): string {
  switch (outcome.kind) {
    case 'found':
      return sayPort(outcome.port);
    case 'undeclared':
      return `${code(outcome.number)}, which no container declares`;
    case 'other-protocol':
      return `only with another protocol (${outcome.ports.map(sayPort).join(', ')})`;
    case 'missing':
      return declared.length === 0
        ? `no port ${code(outcome.name)}; it declares none`
        : `no port ${code(outcome.name)}; it has ${declared.map(sayPort).join(', ')}`;
    case 'unknown':
      return 'cannot be told from the manifests';
  }
}

function sayPort({ name, number, protocol, container }: DeclaredPort): string {
  const inside = container.name.state === 'known' ? ` of container ${code(container.name.value)}` : '';
  return `${name === undefined ? '' : `${code(name)} `}${code(`${number}/${protocol}`)}${inside}`;
}

export function sayWorkloads(workloads: readonly Workload[]): string {
  return workloads.map(called).join(', ');
}
