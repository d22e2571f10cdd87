import { ErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Position, Range } from '../yaml';

/** Clients send what they like: what is not of the promised shape is refused with an error, never met with a crash. */
export function uriIn(params: { textDocument?: { uri?: unknown } } | undefined | null): string {
  const uri = params?.textDocument?.uri;
  if (typeof uri !== 'string') throw invalid('textDocument.uri must be a string');
  return uri;
}

export function positionIn(value: unknown): Position {
  if (!isPosition(value)) throw invalid('a position has a line and a character, both whole numbers from 0');
  return value;
}

export function rangeIn(value: unknown): Range {
  if (!isRecord(value)) throw invalid('a range has a start and an end');
  return { start: positionIn(value.start), end: positionIn(value.end) };
}

export function stringIn(value: unknown, name: string): string {
  if (typeof value !== 'string') throw invalid(`${name} must be a string`);
  return value;
}

export function listIn<T>(value: readonly T[] | undefined | null, name: string): readonly T[] {
  if (!Array.isArray(value)) throw invalid(`${name} must be a list`);
  return value;
}

export function invalid(message: string): ResponseError<void> {
  return new ResponseError(ErrorCodes.InvalidParams, message);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPosition(value: unknown): value is Position {
  return isRecord(value) && isCount(value.line) && isCount(value.character);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}
