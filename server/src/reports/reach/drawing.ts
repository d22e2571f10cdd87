import { layersOf } from './layers';

/** Where boxes stand and how arrows run: numbers only, in pixels. */
export interface Drawing {
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedArrow {
  /** Of an SVG path. */
  readonly path: string;
  /** Where its label begins. */
  readonly x: number;
  readonly y: number;
}

export interface BoxToPlace {
  readonly width: number;
  readonly side: 'left' | 'right' | 'middle';
  /** Breaks ties. */
  readonly order: string;
}

interface ArrowToPlace {
  readonly from: number;
  readonly to: number;
}

const LOWEST_BOX = 38;
const TALLEST_BOX = 420;
const STEP = 15;
const ROW_GAP = 24;
const COLUMN_GAP = 200;
const LOOP_ROOM = 90;

/** Columns from left to right; in each, boxes near what leads to them; on each side of a box, arrows in the order of their other ends. */
export function drawn(boxes: readonly BoxToPlace[], arrows: readonly ArrowToPlace[]): Drawing {
  const columns = columnsOf(boxes, arrows);
  const sides = sidesOf(boxes.length, columns, arrows);
  const heights = boxes.map((_, at) => {
    const most = Math.max(sides.left[at]?.length ?? 0, sides.right[at]?.length ?? 0);
    return Math.min(TALLEST_BOX, Math.max(LOWEST_BOX, most * STEP + 8));
  });
  const placed = placedBoxes(boxes, columns, heights);
  const attach = attachments(placed, sides, arrows);
  return {
    boxes: placed,
    arrows: arrows.map((arrow, at) => curve(placed, arrow, attach.from[at] ?? 0, attach.to[at] ?? 0, sides)),
    width: Math.max(0, ...placed.map(({ x, width }) => x + width)) + LOOP_ROOM,
    height: Math.max(0, ...placed.map(({ y, height }) => y + height)),
  };
}

function columnsOf(boxes: readonly BoxToPlace[], arrows: readonly ArrowToPlace[]): readonly (readonly number[])[] {
  const layers = layersOf(boxes.length, arrows);
  const last = Math.max(0, ...layers.filter((_, at) => boxes[at]?.side === 'middle'));
  const columns: number[][] = [];
  for (const [at, layer] of layers.entries()) {
    const side = boxes[at]?.side;
    const column = side === 'left' ? 0 : side === 'right' ? last + 2 : layer + 1;
    const members = columns[column] ?? [];
    members.push(at);
    columns[column] = members;
  }
  const filled = Object.values(columns);
  const rowOf: number[] = [];
  for (const members of filled) {
    const wish = new Map(members.map((at) => [at, wishOf(at, arrows, rowOf)] as const));
    members.sort((one, other) => {
      const difference = (wish.get(one) ?? 0) - (wish.get(other) ?? 0);
      return difference || compare(boxes[one]?.order ?? '', boxes[other]?.order ?? '');
    });
    for (const [row, at] of members.entries()) rowOf[at] = row;
  }
  return filled;
}

/** The middle of the rows that lead to it. */
function wishOf(at: number, arrows: readonly ArrowToPlace[], rowOf: readonly number[]): number {
  const rows = arrows.flatMap(({ from, to }) => (to === at && rowOf[from] !== undefined ? [rowOf[from]] : []));
  return rows.length === 0 ? 0 : Math.round(rows.reduce((sum, row) => sum + row, 0) / rows.length);
}

/** The arrows on each side of each box, and which of them lead forward. */
interface Sides {
  readonly left: readonly (readonly number[])[];
  readonly right: readonly (readonly number[])[];
  isForward(arrow: ArrowToPlace): boolean;
}

function sidesOf(count: number, columns: readonly (readonly number[])[], arrows: readonly ArrowToPlace[]): Sides {
  const columnOf: number[] = [];
  for (const [column, members] of columns.entries()) for (const at of members) columnOf[at] = column;
  const left: number[][] = Array.from({ length: count }, () => []);
  const right: number[][] = Array.from({ length: count }, () => []);
  const isForward = ({ from, to }: ArrowToPlace): boolean => (columnOf[from] ?? 0) < (columnOf[to] ?? 0);
  for (const [at, arrow] of arrows.entries()) {
    right[arrow.from]?.push(at);
    (isForward(arrow) ? left : right)[arrow.to]?.push(at);
  }
  return { left, right, isForward };
}

function placedBoxes(
  boxes: readonly BoxToPlace[],
  columns: readonly (readonly number[])[],
  heights: readonly number[],
): readonly PlacedBox[] {
  const tallOf = (members: readonly number[]): number =>
    members.reduce((sum, at) => sum + (heights[at] ?? 0) + ROW_GAP, -ROW_GAP);
  const tallest = Math.max(0, ...columns.map(tallOf));
  const placed: PlacedBox[] = [];
  let x = 0;
  for (const members of columns) {
    const width = Math.max(...members.map((at) => boxes[at]?.width ?? 0));
    let y = Math.round((tallest - tallOf(members)) / 2);
    for (const at of members) {
      const height = heights[at] ?? LOWEST_BOX;
      placed[at] = { x, y, width, height };
      y += height + ROW_GAP;
    }
    x += width + COLUMN_GAP;
  }
  return placed;
}

interface Attachments {
  /** For each arrow, where it touches its boxes. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

function attachments(placed: readonly PlacedBox[], sides: Sides, arrows: readonly ArrowToPlace[]): Attachments {
  const from: number[] = [];
  const to: number[] = [];
  const middle = (at: number): number => (placed[at]?.y ?? 0) + (placed[at]?.height ?? 0) / 2;
  for (const [at, box] of placed.entries()) {
    for (const side of [sides.left[at] ?? [], sides.right[at] ?? []]) {
      // An arrow to itself touches this side twice.
      const touches = side.map((index, place) => ({
        index,
        isStart: arrows[index]?.from === at && side.indexOf(index) === place,
      }));
      touches.sort((one, other) => middle(otherEnd(arrows[one.index], at)) - middle(otherEnd(arrows[other.index], at)));
      for (const [row, { index, isStart }] of touches.entries()) {
        const y = Math.round(box.y + ((row + 0.5) * box.height) / touches.length);
        if (isStart) from[index] = y;
        else to[index] = y;
      }
    }
  }
  return { from, to };
}

function otherEnd(arrow: ArrowToPlace | undefined, at: number): number {
  if (arrow === undefined) return at;
  return arrow.from === at ? arrow.to : arrow.from;
}

function curve(placed: readonly PlacedBox[], arrow: ArrowToPlace, y1: number, y2: number, sides: Sides): PlacedArrow {
  const [from, to] = [placed[arrow.from], placed[arrow.to]];
  if (from === undefined || to === undefined) return { path: '', x: 0, y: 0 };
  const x1 = from.x + from.width;
  const label = { x: x1 + 8, y: y1 - 3 };
  if (sides.isForward(arrow)) {
    const bend = Math.round(Math.max(50, (to.x - x1) / 2));
    return { path: `M${x1} ${y1}C${x1 + bend} ${y1} ${to.x - bend} ${y2} ${to.x} ${y2}`, ...label };
  }
  // Along the right side, out far enough to pass what lies between.
  const x2 = to.x + to.width;
  const out = Math.round(Math.max(x1, x2) + 40 + Math.min(LOOP_ROOM, Math.abs(y2 - y1) / 4));
  return { path: `M${x1} ${y1}C${out} ${y1} ${out} ${y2} ${x2} ${y2}`, ...label };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
