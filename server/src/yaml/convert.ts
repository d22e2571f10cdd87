import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair as PackagePair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { Anchors, describeRefusal } from './anchors';
import { findDuplicates } from './duplicates';
import type { YamlLimits } from './limits';
import {
  type AliasNode,
  type MappingNode,
  type Pair,
  PLACEHOLDER,
  type ScalarNode,
  type SequenceNode,
  type YamlDocument,
  type YamlNode,
  type YamlProblem,
} from './node';
import { holdsPlaceholder } from './placeholders';
import { plainValue, taggedValue } from './scalars';

/** How the text of a scalar is made whole again where placeholders were hidden from the parser. */
export type Reveal = (masked: string, start: number) => string;

export interface Conversion {
  readonly root: YamlNode | null;
  readonly problems: readonly YamlProblem[];
}

/** Turns the package's tree into ours: exact places, the cluster's values, aliases with their targets. */
export function convert(
  contents: Node,
  document: YamlDocument,
  limits: YamlLimits,
  reveal: Reveal | undefined,
): Conversion {
  const converter = new Converter(document, limits, reveal);
  const root = converter.node(contents, 0);
  return { root: converter.tooMuch ? null : root, problems: converter.problems };
}

class Converter {
  readonly problems: YamlProblem[] = [];
  tooMuch = false;
  private readonly text: string;
  private readonly anchors: Anchors;
  private nodes = 0;
  private duplicates = 0;

  constructor(
    private readonly document: YamlDocument,
    private readonly limits: YamlLimits,
    private readonly reveal: Reveal | undefined,
  ) {
    this.text = document.text;
    this.anchors = new Anchors(limits);
  }

  node(source: Node, depth: number): YamlNode {
    this.nodes++;
    this.anchors.count();
    if (this.nodes > this.limits.nodes) {
      this.giveUp('too-many-nodes', `more than ${this.limits.nodes} values in one document`, startOf(source));
    }
    if (depth >= this.limits.depth) {
      this.giveUp('too-deep', `nested deeper than ${this.limits.depth} levels`, startOf(source));
      return this.empty(startOf(source));
    }
    if (isScalar(source)) {
      return this.anchored(source.anchor, this.scalar(source));
    }
    if (isMap(source)) {
      return isBraces(source) ? this.braces(source) : this.mapping(source, depth);
    }
    if (isSeq(source)) {
      return this.sequence(source, depth);
    }
    return isAlias(source) ? this.alias(source) : this.empty(startOf(source));
  }

  private scalar(source: Scalar): ScalarNode {
    const style = STYLES[source.type ?? 'PLAIN'] ?? 'plain';
    const start = startOf(source);
    const [, valueEnd] = source.range ?? [0, start];
    const masked = source.source ?? '';
    const { document } = this;
    const tag = source.tag;
    if (masked === '' && style === 'plain') {
      const at = this.behindIndicator(start);
      return withTag(
        {
          type: 'scalar',
          document,
          start: at,
          end: at,
          style,
          text: '',
          value: tag === undefined ? null : taggedValue('', tag),
        },
        tag,
      );
    }
    // A block scalar ends with its last line of content, a quoted one that is not closed with its last character.
    const end = style === 'plain' ? valueEnd : this.trimEnd(start, valueEnd);
    const text = this.reveal === undefined ? masked : this.reveal(masked, start);
    if (document.hasPlaceholders && holdsPlaceholder(text)) {
      return withTag({ type: 'scalar', document, start, end, style, text, value: PLACEHOLDER }, tag);
    }
    if (tag !== undefined) {
      return withTag({ type: 'scalar', document, start, end, style, text, value: taggedValue(text, tag) }, tag);
    }
    return { type: 'scalar', document, start, end, style, text, value: style === 'plain' ? plainValue(text) : text };
  }

  /** `{{ … }}` that the parser got to see: a mapping with a mapping for a key, which no object can hold. */
  private braces(source: YAMLMap): ScalarNode {
    const [start, end] = source.range ?? [0, 0];
    const text = this.text.slice(start, end);
    return { type: 'scalar', document: this.document, start, end, style: 'plain', text, value: PLACEHOLDER };
  }

  private mapping(source: YAMLMap, depth: number): MappingNode {
    const pairs: Pair[] = [];
    const start = startOf(source);
    const mapping = {
      type: 'mapping' as const,
      document: this.document,
      start,
      end: source.range?.[1] ?? start,
      style: source.flow ? ('flow' as const) : ('block' as const),
      pairs,
    };
    const node = this.open(source, mapping);
    const mark = this.anchors.mark();
    for (const item of source.items as readonly PackagePair<Node, Node | null>[]) {
      const key = this.node(item.key, depth + 1);
      const value = item.value === null ? this.empty(key.end) : this.node(item.value, depth + 1);
      pairs.push({ key, value });
      if (this.tooMuch) {
        break;
      }
    }
    this.close(source, mark);
    if (source.flow) {
      node.end = this.trimEnd(start, node.end);
    } else {
      const last = pairs[pairs.length - 1];
      const first = pairs[0];
      node.end = last === undefined ? start : Math.max(last.key.end, last.value.end);
      node.start = first === undefined ? start : Math.min(start, first.key.start);
    }
    this.reportDuplicates(pairs);
    return node;
  }

  private sequence(source: YAMLSeq, depth: number): SequenceNode {
    const items: YamlNode[] = [];
    const start = startOf(source);
    const sequence = {
      type: 'sequence' as const,
      document: this.document,
      start,
      end: source.range?.[1] ?? start,
      style: source.flow ? ('flow' as const) : ('block' as const),
      items,
    };
    const node = this.open(source, sequence);
    const mark = this.anchors.mark();
    for (const item of source.items as readonly Node[]) {
      items.push(this.node(item, depth + 1));
      if (this.tooMuch) {
        break;
      }
    }
    this.close(source, mark);
    if (source.flow) {
      node.end = this.trimEnd(start, node.end);
    } else {
      node.end = items[items.length - 1]?.end ?? start;
    }
    return node;
  }

  private alias(source: Alias): AliasNode {
    const start = startOf(source);
    const end = start + source.source.length + 1;
    const name = source.source;
    const target = this.anchors.resolve(name);
    const base = { type: 'alias' as const, document: this.document, start, end, name };
    if (typeof target !== 'string') {
      return { ...base, target };
    }
    const { code, message } = describeRefusal(target, shorten(name), this.limits);
    if (code === 'unresolved-alias') {
      this.report({ code, message, start, end, blocking: true });
    } else {
      this.giveUp(code, message, start);
    }
    return { ...base, target: null };
  }

  private open<Collection extends YamlNode>(source: YAMLMap | YAMLSeq, node: Collection): Collection {
    const properties: { anchor?: string; tag?: string } = {};
    if (source.anchor !== undefined) {
      properties.anchor = source.anchor;
      this.anchors.open(source.anchor, node);
    }
    if (source.tag !== undefined) {
      properties.tag = source.tag;
    }
    return Object.assign(node, properties);
  }

  private close(source: YAMLMap | YAMLSeq, mark: number): void {
    if (source.anchor !== undefined) {
      this.anchors.close(source.anchor, mark);
    }
  }

  private anchored(name: string | undefined, node: ScalarNode): ScalarNode {
    if (name === undefined) {
      return node;
    }
    const named = { ...node, anchor: name };
    this.anchors.define(name, named);
    return named;
  }

  private empty(at: number): ScalarNode {
    this.nodes++;
    return { type: 'scalar', document: this.document, start: at, end: at, style: 'plain', text: '', value: null };
  }

  private reportDuplicates(pairs: readonly Pair[]): void {
    findDuplicates(pairs, ({ name, first, second }) => {
      if (++this.duplicates <= this.limits.problems) {
        this.report({
          code: 'duplicate-key',
          message: `key "${shorten(name)}" stands here a second time; the last one counts`,
          start: second.start,
          end: second.end,
          related: { start: first.start, end: first.end },
          blocking: false,
        });
      }
    });
  }

  private report(problem: YamlProblem): void {
    if (this.problems.length < MOST_REPORTS) {
      this.problems.push(problem);
    }
  }

  private giveUp(code: YamlProblem['code'], message: string, start: number): void {
    if (!this.tooMuch) {
      this.tooMuch = true;
      this.problems.push({ code, message, start, end: Math.min(start + 1, this.text.length), blocking: true });
    }
  }

  /** An empty scalar stands right behind the `:`, `-` or anchor of its line, where there is one. */
  private behindIndicator(start: number): number {
    let index = start;
    while (index > 0 && (this.text[index - 1] === ' ' || this.text[index - 1] === '\t')) {
      index--;
    }
    return index > 0 && !isWhiteSpace(this.text.charCodeAt(index - 1)) ? index : start;
  }

  private trimEnd(from: number, end: number): number {
    let index = end;
    while (index > from && isWhiteSpace(this.text.charCodeAt(index - 1))) {
      index--;
    }
    return index;
  }
}

function isBraces(source: YAMLMap): boolean {
  const [only] = source.items as readonly PackagePair<Node, Node | null>[];
  if (!source.flow || source.items.length !== 1 || only === undefined || !isMap(only.key)) {
    return false;
  }
  return only.value === null && only.key.flow === true && startOf(only.key) === startOf(source) + 1;
}

function withTag(node: ScalarNode, tag: string | undefined): ScalarNode {
  return tag === undefined ? node : { ...node, tag };
}

function startOf(source: Node): number {
  return source.range?.[0] ?? 0;
}

function shorten(name: string): string {
  return name.length > 60 ? `${name.slice(0, 60)}…` : name;
}

function isWhiteSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

const STYLES: Readonly<Record<string, ScalarNode['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};
const MOST_REPORTS = 200;
