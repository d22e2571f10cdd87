import type { Analysis } from '../analysis';
import type { KubernetesObject } from '../kubernetes';
import type { Environment, Snapshot } from '../workspace';
import { offsetIn, type PlacedDocument, type Position, type Range, rangeIn, type YamlNode } from '../yaml';
import { type Site, sitesOf } from './sites';
import { clean, plainText } from './words';

/** What a token leads to. */
export interface Hover {
  readonly range: Range;
  readonly markdown: string;
  /** The same for an editor without Markdown. */
  readonly text: string;
}

/**
 * What the port at a position resolves to, in each environment that the file is in; on the token of a finding that is no
 * port, where its other end is. Undefined where there is nothing to say.
 */
export function hoverAt(snapshot: Snapshot, analysis: Analysis, path: string, position: Position): Hover | undefined {
  const file = snapshot.file(path);
  const at = file && offsetIn(file, position);
  const placed = file?.documents.find(({ document }) => document === at?.document);
  if (at === undefined || placed === undefined) return undefined;
  return siteHover(snapshot, path, placed, at.offset) ?? findingHover(analysis, path, position);
}

function siteHover(snapshot: Snapshot, path: string, placed: PlacedDocument, offset: number): Hover | undefined {
  let node: YamlNode | undefined;
  const said: { readonly environment: Environment; readonly lines: readonly string[] }[] = [];
  for (const environment of snapshot.environmentsOf(path)) {
    const sites = sitesAt(snapshot.objectsIn(environment, path), placed, offset);
    const [site] = sites;
    if (site === undefined) continue;
    node = site.node;
    const view = snapshot.view(environment, () => {});
    said.push({ environment, lines: sites.flatMap((each) => each.say(view, (other) => whereabouts(snapshot, other))) });
  }
  if (node === undefined || said.every(({ lines }) => lines.length === 0)) return undefined;
  return hoverOf(rangeIn(placed, node), merged(said));
}

/** One token may stand for several ports: those of all backends of a route. */
function sitesAt(objects: readonly KubernetesObject[], placed: PlacedDocument, offset: number): readonly Site[] {
  for (const object of objects) {
    const sites = sitesOf(object).filter(({ node: { document, start, end } }) => {
      return document === placed.document && start <= offset && offset <= end && start < end;
    });
    const [first] = sites;
    if (first !== undefined) return sites.filter(({ node }) => node === first.node);
  }
  return [];
}

function whereabouts(snapshot: Snapshot, node: YamlNode): string | undefined {
  const { path } = node.document;
  const placed = snapshot.file(path)?.documents.find(({ document }) => document === node.document);
  return placed && `${path}:${rangeIn(placed, node).start.line + 1}`;
}

/** Environments in which the same is true are named together; a single one is not named at all. */
function merged(said: readonly { readonly environment: Environment; readonly lines: readonly string[] }[]): string[] {
  const byText = new Map<string, { readonly lines: readonly string[]; readonly names: string[] }>();
  for (const { environment, lines } of said) {
    const key = lines.join('\n');
    const known = byText.get(key);
    if (known === undefined) byText.set(key, { lines, names: [environment.name] });
    else known.names.push(environment.name);
  }
  const groups = [...byText.values()];
  if (groups.length === 1) return [...(groups[0]?.lines ?? [])];
  return groups.flatMap(({ lines, names }) => [`In ${names.map(clean).join(', ')}:`, ...lines]);
}

function findingHover(analysis: Analysis, path: string, position: Position): Hover | undefined {
  const finding = analysis
    .findingsOf(path)
    .find(({ range, related }) => related.length > 0 && isWithin(position, range));
  if (finding === undefined) return undefined;
  const lines = finding.related.map(
    ({ message, file, range }) => `${clean(message)} (${clean(file)}:${range.start.line + 1})`,
  );
  return hoverOf(finding.range, lines);
}

function hoverOf(range: Range, lines: readonly string[]): Hover {
  return { range, markdown: lines.join('\n\n'), text: lines.map(plainText).join('\n') };
}

function isWithin(position: Position, { start, end }: Range): boolean {
  const after = position.line > start.line || (position.line === start.line && position.character >= start.character);
  const before = position.line < end.line || (position.line === end.line && position.character <= end.character);
  return after && before;
}
