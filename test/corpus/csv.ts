/** Rows of a table with a header; a value with a comma, a quote or a line break stands in quotes. */
export type Row = Readonly<Record<string, string>>;

export function readTable(text: string): readonly Row[] {
  const [header = [], ...rows] = cellsIn(text);
  return rows.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

export function writeTable(header: readonly string[], rows: readonly Row[]): string {
  const lines = rows.map((row) => header.map((name) => cell(row[name] ?? '')).join(','));
  return `${[header.join(','), ...lines].join('\n')}\n`;
}

function cell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const CELL = /("(?:[^"]|"")*"|[^",\n]*)(,|\n|$)/y;

function cellsIn(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  CELL.lastIndex = 0;
  while (CELL.lastIndex < text.length) {
    const match = CELL.exec(text);
    if (match === null) throw new Error(`row ${rows.length + 1} is no row of a table`);
    const [, said = '', end] = match;
    row.push(said.startsWith('"') ? said.slice(1, -1).replaceAll('""', '"') : said);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
