/** What a text means, or what is wrong with it in words that follow the name of the field. */
type Answer<T> = { readonly value: T } | string;

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
};
const LARGEST_FILE = 2 ** 30;

/** A quantity of Kubernetes, as far as files need it: `8Mi`. */
export function readSize(text: string): Answer<number> {
  const [, digits, unit] = /^(\d{1,15})(Ki|Mi|Gi|k|M|G|)$/.exec(text) ?? [];
  const factor = unit === undefined ? undefined : UNITS[unit];
  if (digits === undefined || factor === undefined) return `cannot be "${text}": write a size such as 8Mi`;
  const value = Number(digits) * factor;
  if (value < 1) return 'cannot be 0: no file would be read';
  return value <= LARGEST_FILE ? { value } : `cannot be ${text}: at most 1Gi`;
}

/** `30000-32767`, or one port. */
export function readPortRange(text: string): Answer<{ readonly from: number; readonly to: number }> {
  const [, first, last] = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text) ?? [];
  if (first === undefined) return `cannot be "${text}": write a range such as 30000-32767`;
  const from = Number(first);
  const to = Number(last ?? first);
  if (from < 1 || to > 65_535) return `cannot be ${text}: ports are 1 to 65535`;
  return from <= to ? { value: { from, to } } : `cannot be ${text}: it ends before it begins`;
}

/** A day that exists, as `2027-06-30`. */
export function readDate(text: string): Answer<string> {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  const wrong = `cannot be "${text}": write a day such as 2027-06-30`;
  if (year === undefined || month === undefined || day === undefined) return wrong;
  const days = daysOf(Number(year), Number(month));
  return Number(day) >= 1 && Number(day) <= days ? { value: text } : `cannot be "${text}": there is no such day`;
}

/** `Kind/namespace/name` or `Kind/name`. */
export function readObjectPattern(text: string): Answer<string> {
  const parts = text.split('/');
  const complete = (parts.length === 2 || parts.length === 3) && parts.every((part) => part !== '');
  return complete ? { value: text } : `cannot be "${text}": write Kind/namespace/name or Kind/name`;
}

/** `1.34`, with or without a `v` and a patch version, which change nothing. */
export function readVersion(text: string): Answer<string> {
  const [, version] = /^v?(1\.\d{1,3})(?:[.+-].{0,40})?$/.exec(text) ?? [];
  return version === undefined ? `cannot be "${text}": write a version such as "1.34"` : { value: version };
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}
