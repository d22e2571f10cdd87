import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { defaultCharter } from '../../server/src/config';
import { type CompatResult, compatConnections, compatObjectsOf } from '../../server/src/network/reach';
import { createSnapshot, type Snapshot } from '../../server/src/workspace';

/** About networks of their own, attachments or virtual machines: not in this version. */
export const OUT_OF_SCOPE = /^(c?udn|nad)_|virtual_machines/;

export function casesIn(folder: string): readonly string[] {
  return readdirSync(folder).sort();
}

export function connectionsOf(folder: string): CompatResult {
  return compatConnections(compatObjectsOf(snapshotOf(folder)));
}

function snapshotOf(folder: string): Snapshot {
  const files = pathsBelow(folder)
    .filter((path) => /\.(ya?ml|json)$/.test(path))
    .map((path) => ({ path: path.slice(folder.length + 1), text: readFileSync(path, 'utf8') }));
  return createSnapshot({ charter: defaultCharter(), files });
}

function pathsBelow(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? pathsBelow(path) : [path];
  });
}

/** Lines of the same connections to and from ranges that touch become one: how ranges are cut says nothing. */
export function withoutCuts(text: string, isConnection: (line: string) => boolean): readonly string[] {
  const whole: string[] = [];
  const ranges = new Map<string, (readonly [from: number, to: number])[]>();
  for (const line of new Set(text.split('\n').map((each) => each.trim()))) {
    if (!isConnection(line)) continue;
    const found = RANGE.exec(line);
    if (found === null) whole.push(line);
    else {
      const key = line.replace(RANGE, '@');
      ranges.set(key, [...(ranges.get(key) ?? []), [numberOf(found[1]), numberOf(found[2])]]);
    }
  }
  for (const [key, list] of ranges) {
    const merged: [number, number][] = [];
    for (const [from, to] of list.sort(([one], [other]) => one - other)) {
      const last = merged.at(-1);
      if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
      else merged.push([from, to]);
    }
    for (const [from, to] of merged) whole.push(key.replace('@', `${from}-${to}`));
  }
  return whole.sort();
}

const RANGE = /(\d+\.\d+\.\d+\.\d+)-(\d+\.\d+\.\d+\.\d+)\[External\]/;

function numberOf(address = ''): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
