import { isLabelName, isPortName } from '../../kubernetes';

/** `port`: the name of a container's port and whatever refers to it (V2); `label`: the name of a Service's port (V3). */
export type NameRule = 'port' | 'label';

const LONGEST: Readonly<Record<NameRule, number>> = { port: 15, label: 63 };

export function isLegal(name: string, rule: NameRule): boolean {
  return rule === 'port' ? isPortName(name) : isLabelName(name);
}

/**
 * The legal name closest to an illegal one that is not taken; undefined where nothing of it is left. The same name
 * always becomes the same, so that renames of several places agree.
 */
export function legalName(name: string, rule: NameRule, taken: ReadonlySet<string>): string | undefined {
  const folded = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (folded === '') return undefined;
  const lettered = rule === 'label' || /[a-z]/.test(folded) ? folded : `port-${folded}`;
  const base = shorten(lettered, LONGEST[rule]);
  for (let count = 1; count < 100; count += 1) {
    const candidate = count === 1 ? base : `${shorten(base, LONGEST[rule] - 1 - String(count).length)}-${count}`;
    if (isLegal(candidate, rule) && !taken.has(candidate)) return candidate;
  }
  return undefined;
}

/** Whole words as long as they last, letters where one word is too long already. */
function shorten(name: string, longest: number): string {
  if (name.length <= longest) return name;
  const cut = name.slice(0, longest + 1).lastIndexOf('-');
  return name.slice(0, cut > 0 ? cut : longest).replace(/-+$/, '');
}
