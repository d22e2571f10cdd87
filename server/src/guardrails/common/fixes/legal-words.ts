import type { YamlNode } from '../../../yaml';
import type { Fix } from '../../define';
import { nearName } from '../evidence/near-miss';
import { changeTo, fixOf } from './edits';

/** Of a few legal words the one that was evidently meant. */
export interface MeantWord {
  readonly word: string;
  /** The same word but for case and blanks around it: it can mean no other. */
  readonly certain: boolean;
}

export function meantWord(written: string, legal: readonly string[]): MeantWord | undefined {
  const lower = written.trim().toLowerCase();
  const same = legal.find((word) => word.toLowerCase() === lower);
  if (same !== undefined) return { word: same, certain: true };
  const near = nearName(written, legal);
  return near === undefined ? undefined : { word: near, certain: false };
}

export function writeItAs(node: YamlNode, meant: MeantWord | undefined): readonly Fix[] {
  return meant === undefined ? [] : fixOf(`Write it as ${meant.word}`, meant.certain, [changeTo(node, meant.word)]);
}
