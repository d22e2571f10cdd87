import type { KnownPort, PortProtocol, PortRange } from './known-port';

/** What the rows of a group have in common. */
type Shared = Pick<KnownPort, 'component' | 'scope' | 'use' | 'source'> &
  Partial<Pick<KnownPort, 'on' | 'sensitivity'>>;
/** One row of a group; what it says itself goes before what the group says. */
type Row = Pick<KnownPort, 'from' | 'to' | 'protocols' | 'what'> & Partial<KnownPort>;
type Numbers = number | readonly [from: number, to: number] | PortRange;

export function group(shared: Shared, rows: readonly Row[]): KnownPort[] {
  return rows.map((row) => ({
    local: false,
    generic: false,
    on: undefined,
    sensitivity: undefined,
    ...shared,
    ...row,
  }));
}

export function sensitive(
  sensitivity: NonNullable<KnownPort['sensitivity']>,
  rows: readonly (Row & Pick<KnownPort, 'component'>)[],
): KnownPort[] {
  return rows.flatMap((row) =>
    group({ component: row.component, scope: 'pod', use: 'sensitive', source: 'common', sensitivity }, [row]),
  );
}

export function tcp(numbers: Numbers, what: string): Row {
  return portOf(numbers, ['TCP'], what);
}

export function udp(numbers: Numbers, what: string): Row {
  return portOf(numbers, ['UDP'], what);
}

export function both(numbers: Numbers, what: string): Row {
  return portOf(numbers, ['TCP', 'UDP'], what);
}

export function all(numbers: Numbers, what: string): Row {
  return portOf(numbers, ['TCP', 'UDP', 'SCTP'], what);
}

export function local(row: Row): Row {
  return { ...row, local: true };
}

function portOf(numbers: Numbers, protocols: readonly PortProtocol[], what: string): Row {
  return { ...rangeOf(numbers), protocols, what };
}

function rangeOf(numbers: Numbers): PortRange {
  if (typeof numbers === 'number') return { from: numbers, to: numbers };
  if ('from' in numbers) return { from: numbers.from, to: numbers.to };
  const [from, to] = numbers;
  return { from, to };
}
