import { findComments } from './comments';
import type { YamlLimits } from './limits';
import { findLineStarts } from './lines';
import type { Comment, YamlDocument, YamlNode, YamlProblem } from './node';
import { mayHoldPlaceholders } from './placeholders';
import { type Reading, readDocument } from './read';

/** A document that is read when somebody first asks for its tree. */
class LazyDocument implements YamlDocument {
  private reading: Reading | undefined;
  private starts: readonly number[] | undefined;
  private placeholders: boolean | undefined;
  private remarks: readonly Comment[] | undefined;

  constructor(
    readonly path: string,
    readonly text: string,
    private readonly limits: YamlLimits,
  ) {}

  get root(): YamlNode | null {
    return this.read().root;
  }

  get problems(): readonly YamlProblem[] {
    return this.read().problems;
  }

  get hasPlaceholders(): boolean {
    this.placeholders ??= mayHoldPlaceholders(this.text);
    return this.placeholders;
  }

  get lineStarts(): readonly number[] {
    this.starts ??= findLineStarts(this.text);
    return this.starts;
  }

  get comments(): readonly Comment[] {
    this.remarks ??= this.text.length > this.limits.documentSize ? [] : findComments(this);
    return this.remarks;
  }

  private read(): Reading {
    this.reading ??= readDocument(this, this.limits);
    return this.reading;
  }
}

/** In source order; found when first asked for. */
export function commentsOf(document: YamlDocument): readonly Comment[] {
  return document instanceof LazyDocument ? document.comments : [];
}

export function createDocument(path: string, text: string, limits: YamlLimits): YamlDocument {
  return new LazyDocument(path, text, limits);
}

/** A stretch of a file that is not even looked at. */
export function createUnread(path: string, text: string, code: YamlProblem['code'], message: string): YamlDocument {
  let starts: readonly number[] | undefined;
  return {
    path,
    text,
    root: null,
    problems: [{ code, message, start: 0, end: Math.min(1, text.length), blocking: true }],
    hasPlaceholders: false,
    get lineStarts() {
      starts ??= findLineStarts(text);
      return starts;
    },
  };
}
