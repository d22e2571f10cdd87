import { visible, xml } from '../escape';
import { drawn, type PlacedArrow, type PlacedBox } from './drawing';
import { type Arrow, graphOf } from './graph';
import type { ReachEnd, ReachEnvironment } from './model';
import { ALL_CONNECTIONS } from './ports';

/**
 * A picture, drawn here: boxes in columns, so that most arrows lead from left to right; what comes from outside stands on
 * the left, what leads outside on the right. Nothing in it runs, and nothing is loaded.
 */
export function* formatReachSvg(environment: ReachEnvironment, compat: boolean): Generator<string, undefined> {
  const { boxes, arrows, left } = withSidesApart(graphOf(environment, compat));
  const drawing = drawn(
    boxes.map(({ end, side }) => ({ width: widthOf(end), side, order: end.label })),
    arrows,
  );
  const width = Math.max(640, drawing.width + 2 * MARGIN);
  const height = TOP + drawing.height + LEGEND_HEIGHT;
  const title = `Who can reach whom: ${environment.name}`;
  yield `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">\n`;
  yield `<title>${xml(title)}</title>\n${STYLE}${MARKERS}<rect width="100%" height="100%" fill="#fff"/>\n`;
  yield `<text class="heading" x="${MARGIN}" y="30">${xml(title)}</text>\n<g transform="translate(${MARGIN} ${TOP})">\n`;
  for (const [at, arrow] of arrows.entries()) {
    const place = drawing.arrows[at];
    if (place !== undefined) yield arrowText(arrow, boxes, place);
  }
  const namespaces = [...new Set(boxes.map(({ end }) => end.namespace))].sort();
  for (const [at, { end }] of boxes.entries()) {
    const place = drawing.boxes[at];
    const color = isOutside(end) ? GREY : (COLORS[namespaces.indexOf(end.namespace) % COLORS.length] ?? GREY);
    if (place !== undefined) yield boxText(end, place, color);
  }
  const more = left > 0 ? ` ${left} more connections are left out.` : '';
  yield `</g>\n<text class="legend" x="${MARGIN}" y="${height - 18}">${xml(LEGEND + more)}</text>\n</svg>\n`;
}

const LEGEND = `An arrow without a label: ${ALL_CONNECTIONS}. Dashed: nobody can tell. Point at an arrow for its ends.`;

const MARGIN = 24;
const TOP = 60;
const LEGEND_HEIGHT = 64;
const CHARACTER = 7.3;
const LONGEST_LABEL = 48;
const GREY = '#9aa5b1';

/** One colour a namespace, by order; told apart by their names as well. */
const COLORS = ['#2563eb', '#059669', '#d97706', '#7c3aed', '#db2777', '#0891b2', '#65a30d', '#b91c1c'];

const STYLE = `<style>
text { font: 12px ui-monospace, Menlo, Consolas, monospace; fill: #1f2933; }
.heading { font: bold 16px system-ui, sans-serif; }
.legend, .mark { font: 11px system-ui, sans-serif; fill: #52606d; }
.label { font-size: 10px; paint-order: stroke; stroke: #fff; stroke-width: 3px; }
.arrow path { fill: none; stroke: #7b8794; stroke-width: 1.2; }
.arrow:hover path { stroke: #c2410c; stroke-width: 2.4; }
.maybe path { stroke-dasharray: 5 4; }
.box rect { fill: #f5f7fa; stroke: #9aa5b1; }
</style>
`;
const MARKERS =
  '<defs><marker id="end" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto-start-reverse">' +
  '<path d="M0 0L10 5L0 10z" fill="#7b8794"/></marker></defs>\n';

interface SidedBox {
  readonly end: ReachEnd;
  readonly side: 'left' | 'right' | 'middle';
}

interface SidedGraph {
  readonly boxes: readonly SidedBox[];
  readonly arrows: readonly Arrow[];
  readonly left: number;
}

/** What stands outside has a box on either side, so that its arrows need not lead back. */
function withSidesApart({ boxes, arrows, left }: ReturnType<typeof graphOf>): SidedGraph {
  const made: SidedBox[] = [];
  const places = new Map<string, number>();
  const placeOf = (at: number, side: 'left' | 'right'): number => {
    const end = boxes[at];
    if (end === undefined) return 0;
    const own = isOutside(end) ? side : 'middle';
    const key = `${own} ${at}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, made.length);
    return made.push({ end, side: own }) - 1;
  };
  for (const [at, end] of boxes.entries()) if (!isOutside(end)) placeOf(at, 'left');
  const apart = arrows.flatMap((arrow): readonly Arrow[] => {
    const { from, to, both } = arrow;
    const one = { ...arrow, from: placeOf(from, 'left'), to: placeOf(to, 'right') };
    const splits = both && (isOutside(boxes[from]) || isOutside(boxes[to]));
    if (!splits) return [one];
    // Told apart, the two ways of one arrow lead to two boxes.
    const back = { ...arrow, from: placeOf(to, 'left'), to: placeOf(from, 'right'), both: false };
    return [{ ...one, both: false }, back];
  });
  return { boxes: made, arrows: apart, left };
}

function isOutside(end: ReachEnd | undefined): boolean {
  return end !== undefined && end.kind !== 'workload' && end.kind !== 'service';
}

function widthOf({ label, marks }: ReachEnd): number {
  const longest = Math.max(shown(label).length, marks.join(', ').length);
  return Math.ceil(longest * CHARACTER) + 28;
}

function boxText(end: ReachEnd, { x, y, width, height }: PlacedBox, color: string): string {
  const middle = y + height / 2;
  const marks =
    end.marks.length === 0
      ? ''
      : `<text class="mark" x="${x + 14}" y="${middle + 14}">${xml(end.marks.join(', '))}</text>`;
  return (
    `<g class="box"><title>${xml(end.label)}</title><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5"/>` +
    `<path d="M${x + 4} ${y + 6}v${height - 12}" stroke="${color}" stroke-width="4" fill="none"/>` +
    `<text x="${x + 14}" y="${middle + (end.marks.length === 0 ? 4 : -2)}">${xml(shown(end.label))}</text>${marks}</g>\n`
  );
}

function arrowText(arrow: Arrow, boxes: readonly SidedBox[], { path, x, y }: PlacedArrow): string {
  const [from, to] = [boxes[arrow.from]?.end.label ?? '', boxes[arrow.to]?.end.label ?? ''];
  const words = `${from} ${arrow.both ? '<=>' : '=>'} ${to} : ${arrow.label}`;
  const isPlain = arrow.label === ALL_CONNECTIONS || arrow.label === `maybe ${ALL_CONNECTIONS}`;
  const label = isPlain ? '' : `<text class="label" x="${x}" y="${y}">${xml(shown(arrow.label, 30))}</text>`;
  const start = arrow.both ? ' marker-start="url(#end)"' : '';
  return (
    `<g class="arrow${arrow.maybe ? ' maybe' : ''}"><title>${xml(words)}</title>` +
    `<path d="${path}" marker-end="url(#end)"${start}/>${label}</g>\n`
  );
}

function shown(text: string, most = LONGEST_LABEL): string {
  const plain = visible(text);
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}
