import type { YamlLimits } from './limits';
import type { YamlNode, YamlProblem } from './node';

/** Why an alias has no target. */
export type Refusal = 'unknown' | 'inside-itself' | 'too-many' | 'too-large';

/** The anchors of one document, and what its aliases would cost if they were copied out. */
export class Anchors {
  private readonly byName = new Map<string, { readonly node: YamlNode; size: number | undefined }>();
  private aliases = 0;
  /** Nodes there would be if every alias were copied out. */
  private expanded = 0;

  constructor(private readonly limits: YamlLimits) {}

  count(): void {
    this.expanded++;
  }

  /** What `close` needs to know later. */
  mark(): number {
    return this.expanded;
  }

  /** From here on aliases know the node, but while it is open they would stand inside of it. */
  open(name: string, node: YamlNode): void {
    this.byName.set(name, { node, size: undefined });
  }

  close(name: string, mark: number): void {
    const anchored = this.byName.get(name);
    if (anchored !== undefined) {
      anchored.size ??= this.expanded - mark + 1;
    }
  }

  define(name: string, node: YamlNode): void {
    this.byName.set(name, { node, size: 1 });
  }

  resolve(name: string): YamlNode | Refusal {
    if (++this.aliases > this.limits.aliases) {
      return 'too-many';
    }
    const anchored = this.byName.get(name);
    if (anchored === undefined) {
      return 'unknown';
    }
    if (anchored.size === undefined) {
      return 'inside-itself';
    }
    this.expanded += anchored.size;
    return this.expanded > this.limits.expandedNodes ? 'too-large' : anchored.node;
  }
}

export function describeRefusal(why: Refusal, name: string, limits: YamlLimits): Pick<YamlProblem, 'code' | 'message'> {
  switch (why) {
    case 'too-many':
      return { code: 'too-many-aliases', message: `more than ${limits.aliases} aliases in one document` };
    case 'too-large':
      return { code: 'too-many-aliases', message: `aliases stand for more than ${limits.expandedNodes} values` };
    case 'unknown':
      return { code: 'unresolved-alias', message: `alias *${name} has no anchor above it` };
    case 'inside-itself':
      return { code: 'unresolved-alias', message: `alias *${name} stands inside its own anchor` };
  }
}
