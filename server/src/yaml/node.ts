/**
 * What the rest of the house sees of YAML: a read-only tree with exact places.
 *
 * Offsets are UTF-16 code units counted from the start of the document's own text, so that an edit elsewhere in the
 * file leaves every node of this document as it is. Where a document stands in its file is the file's knowledge.
 */
export type YamlNode = MappingNode | SequenceNode | ScalarNode | AliasNode;

interface NodeBase {
  /** The document this node was written in. Nodes of a merged tree may come from several documents. */
  readonly document: YamlDocument;
  readonly start: number;
  /** Exclusive; trailing white space, line ends and comments are not part of a node. */
  readonly end: number;
  readonly anchor?: string;
  readonly tag?: string;
}

export interface MappingNode extends NodeBase {
  readonly type: 'mapping';
  readonly style: 'block' | 'flow';
  /** In source order, duplicates and `<<` included; `pairOf`, `get` and `entriesOf` know which of them count. */
  readonly pairs: readonly Pair[];
  /** True for a tree that was put together from several places (merge keys, patches): it has no text of its own to edit. */
  readonly synthetic?: true;
}

export interface Pair {
  readonly key: YamlNode;
  /** `key:` with nothing behind it has an empty plain scalar of zero width, so every pair has a place. */
  readonly value: YamlNode;
}

export interface SequenceNode extends NodeBase {
  readonly type: 'sequence';
  readonly style: 'block' | 'flow';
  readonly items: readonly YamlNode[];
  readonly synthetic?: true;
}

export interface ScalarNode extends NodeBase {
  readonly type: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  /** The characters after unescaping and folding. */
  readonly text: string;
  /** What the cluster's decoder makes of it (`0644` is 420, `yes` is true, `8_080` is 8080, `"80"` is a string). */
  readonly value: ScalarValue;
}

/** `*name`. Readers follow `target`; a fix never edits through it. */
export interface AliasNode extends NodeBase {
  readonly type: 'alias';
  readonly name: string;
  readonly target: YamlNode | null;
}

export type ScalarValue = null | boolean | number | string | typeof PLACEHOLDER;

/** The value of a scalar that holds `{{ … }}` or `${…}`: somebody else fills it in later, so it is unknown, never wrong. */
export const PLACEHOLDER: unique symbol = Symbol('placeholder');

export interface YamlDocument {
  /** Path of the file, relative to the root that was read, with `/`. */
  readonly path: string;
  /**
   * The segment of the file from its `---` line (if it has one) up to the next one. Comments and directives above the
   * first `---` of a file belong to the first document.
   */
  readonly text: string;
  /** Null for an empty or comment-only document, and where nothing could be read. */
  readonly root: YamlNode | null;
  readonly problems: readonly YamlProblem[];
  /** The document holds `{{ … }}` or `${…}` somewhere. */
  readonly hasPlaceholders: boolean;
  /** Offsets of the first character of each line of `text`; the first entry is 0. */
  readonly lineStarts: readonly number[];
}

export interface YamlProblem {
  readonly code:
    | 'syntax'
    | 'template'
    | 'duplicate-key'
    | 'unresolved-alias'
    | 'too-large'
    | 'too-deep'
    | 'too-many-nodes'
    | 'too-many-aliases'
    | 'too-many-directives'
    | 'too-many-documents';
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Where the first one stands (duplicate keys). */
  readonly related?: { readonly start: number; readonly end: number };
  /** The tree is not what the author wrote: nothing may be concluded from what it lacks. */
  readonly blocking: boolean;
  /** Only our reader stumbles here; the cluster's own decoder takes it. Not an error of the author's: unknown. */
  readonly ours?: true;
}

/** A stretch of a document's text. */
export interface Place {
  readonly document: YamlDocument;
  readonly start: number;
  readonly end: number;
}

/** One replacement in a document's text; an insertion where start equals end. */
export interface TextEdit extends Place {
  readonly text: string;
}

export interface Comment extends Place {
  /** Without the `#` and the white space around it. */
  readonly text: string;
  /** Nothing but white space stands before it on its line. */
  readonly ownLine: boolean;
}

/** A file as the list of its documents. Immutable; an edit makes a new one that shares the untouched documents. */
export interface YamlFile {
  readonly path: string;
  readonly documents: readonly PlacedDocument[];
}

export interface PlacedDocument {
  readonly document: YamlDocument;
  /** 0-based line and offset of the document's first character in the file. */
  readonly startLine: number;
  readonly startOffset: number;
}

/** 0-based, characters in UTF-16 units, as in LSP. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Plain data that an edit writes in the style of its neighbours. */
export type PlainValue =
  | string
  | number
  | boolean
  | null
  | readonly PlainValue[]
  | { readonly [key: string]: PlainValue };
