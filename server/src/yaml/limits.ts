/** What a document may cost before the reader gives up on it. Sizes are UTF-16 code units. */
export interface YamlLimits {
  readonly fileSize: number;
  readonly documentSize: number;
  /** Documents in one file; the rest of the file is then one unreadable document. */
  readonly documents: number;
  readonly nodes: number;
  readonly depth: number;
  readonly aliases: number;
  /** Nodes that a document would have if every alias were copied out. */
  readonly expandedNodes: number;
  /** Directives, and `...` lines, of one document. */
  readonly directives: number;
  /** Problems of one code in one document; the first ones are kept. */
  readonly problems: number;
}

export const DEFAULT_LIMITS: YamlLimits = {
  fileSize: 32 * 1024 * 1024,
  documentSize: 8 * 1024 * 1024,
  documents: 20_000,
  nodes: 500_000,
  depth: 200,
  aliases: 10_000,
  expandedNodes: 1_000_000,
  directives: 100,
  problems: 20,
};
