import type { Json } from './naive';
import type { Random } from './random';
import { isHole } from './random-cluster';

/** Documents as people write them: blocks outside, flow here and there, nulls in three ways, holes as placeholders. */
export function yamlText(documents: readonly Json[], random: Random): string {
  return documents.map((document) => blockOf(document, 0, random)).join('\n---\n');
}

function blockOf(value: Json, depth: number, random: Random): string {
  const indent = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return value
      .map(
        (each) =>
          `${indent}- ${isInline(each, depth, random) ? flowOf(each) : blockOf(each, depth + 1, random).trimStart()}`,
      )
      .join('\n');
  }
  return Object.entries(value)
    .map(([key, each]: [string, Json]) => {
      const start = `${indent}${keyOf(key)}:`;
      if (each === null) return `${start}${random.pick(['', ' null', ' ~'])}`;
      return isInline(each, depth, random)
        ? `${start} ${flowOf(each)}`
        : `${start}\n${blockOf(each, depth + 1, random)}`;
    })
    .join('\n');
}

function isInline(value: Json, depth: number, random: Random): boolean {
  return isPlain(value) || Object.keys(value).length === 0 || (depth > 2 && random.chance(0.4));
}

function flowOf(value: Json): string {
  if (isHole(value)) return value.text === undefined ? '"$(OPEN)"' : flowOf(value.text);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flowOf).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, each]) => `${keyOf(key)}: ${flowOf(each)}`);
  return `{${pairs.join(', ')}}`;
}

const keyOf = (key: string): string => (/^[a-zA-Z]+$/.test(key) ? key : JSON.stringify(key));
const isPlain = (value: Json): boolean => value === null || typeof value !== 'object' || isHole(value);
