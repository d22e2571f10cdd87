import { type Ingress, type IngressPath, PATH_TYPES, placeOf } from '../../kubernetes';
import { insertKey, pairOf, type YamlNode } from '../../yaml';
import { hasOpenKey } from '../common/evidence/open-keys';
import { changeTo, fixOf } from '../common/fixes/edits';
import { meantWord, writeItAs } from '../common/fixes/legal-words';
import { quoted } from '../common/messages/words';
import { type Rejection, relatedTo } from '../common/spec/rejections';
import type { Fix } from '../define';
import { isOldBackend, typed } from './backends';

const FORBIDDEN = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_ENDS = ['/..', '/.'];

export function addPath(path: IngressPath, where: string, rejections: Rejection[]): void {
  const { pathType } = path;
  if (pathType.state !== 'known') return;
  if (PATH_TYPES.includes(pathType.value)) {
    addText(path, pathType.value, where, rejections);
    return;
  }
  const { value, node } = pathType;
  rejections.push({
    at: placeOf(node),
    subject: `${where}.pathType=${value}`,
    says: `pathType ${quoted(value)} is not one of ${PATH_TYPES.join(', ')} (case matters)`,
    mend: () => writeItAs(node, meantWord(value, PATH_TYPES)),
  });
}

function addText({ path, pathType, node }: IngressPath, type: string, where: string, rejections: Rejection[]): void {
  const strict = type !== 'ImplementationSpecific';
  if (path.state === 'absent' || (path.state === 'known' && path.value === '')) {
    if (!strict || pathType.state !== 'known') return;
    const at = path.state === 'known' ? path.node : pathType.node;
    rejections.push({
      at: placeOf(at),
      subject: `${where}.path`,
      says: `pathType ${type} needs a path that starts with "/", and there is none`,
      mend: () =>
        fixOf('Write path: /', false, [
          path.state === 'known' ? changeTo(path.node, '/') : insertKey(node, 'path', '/'),
        ]),
    });
    return;
  }
  if (path.state !== 'known') return;
  const says = pathProblem(path.value, strict);
  if (says === undefined) return;
  rejections.push({
    at: placeOf(path.node),
    subject: `${where}.path=${path.value}`,
    says: `path ${quoted(path.value)} ${says}${strict ? ` with pathType ${type}` : ''}`,
    mend: () => corrected(path.value, path.node, strict),
  });
}

function pathProblem(text: string, strict: boolean): string | undefined {
  if (!text.startsWith('/')) return 'does not start with "/", as it has to';
  if (!strict) return undefined;
  const inside = FORBIDDEN.find((each) => text.includes(each));
  if (inside !== undefined) return `cannot hold ${quoted(inside)}`;
  const end = FORBIDDEN_ENDS.find((each) => text.endsWith(each));
  return end === undefined ? undefined : `cannot end with ${quoted(end)}`;
}

const LONGEST = 1000;

function corrected(text: string, node: YamlNode, strict: boolean): readonly Fix[] {
  const absolute = text.startsWith('/') ? text : `/${text}`;
  const fixed = absolute.replace(/\/(?:\.?\/)+/g, '/');
  if (!/^[\w./-]/.test(text) || fixed === text || fixed.length > LONGEST) return [];
  if (pathProblem(fixed, strict) !== undefined) return [];
  // A plain word can only mean the path from the root.
  const safe = /^[a-z0-9][a-z0-9_./-]*$/i.test(text) && fixed === `/${text}`;
  return fixOf(`Write it as ${quoted(fixed)}`, safe, [changeTo(node, fixed)]);
}

/** Written for an older version, all paths lack it: one finding. Paths of the old shape are told by their backends. */
export function addMissingTypes({ rules }: Ingress, rejections: Rejection[]): void {
  const lacking = rules.flatMap(({ paths }) => paths).filter(isUntyped);
  const [first, ...others] = lacking;
  if (first === undefined) return;
  const which = others.length === 0 ? 'this path has' : `this path and ${others.length} more have`;
  rejections.push({
    at: placeOf(placeOfPath(first)),
    subject: 'pathType',
    says: `${which} no pathType (${PATH_TYPES.join(', ')})`,
    related: others.slice(0, MOST_RELATED).map((each) => relatedTo(placeOfPath(each), 'This path has none either')),
    mend: () => (lacking.length > MOST_AT_ONCE ? [] : typesFor(lacking)),
  });
}

const MOST_RELATED = 5;
/** Nobody mends hundreds of paths with one stroke. */
const MOST_AT_ONCE = 100;

function placeOfPath({ path, node }: IngressPath): YamlNode {
  if (path.state === 'known') return path.node;
  return pairOf(node, 'backend')?.key ?? node;
}

function isUntyped({ pathType, backend, node }: IngressPath): boolean {
  return pathType.state === 'absent' && (backend === null || !isOldBackend(backend)) && !hasOpenKey(node);
}

/** Prefix is what plain paths mean; patterns are for the controller to understand, as before there were path types. */
function typesFor(lacking: readonly IngressPath[]): readonly Fix[] {
  const plain = lacking.every(({ path }) => path.state === 'known' && /^\/[\w./-]*$/.test(path.value));
  const types = plain ? ['Prefix', 'ImplementationSpecific'] : ['ImplementationSpecific'];
  return types.flatMap((type) =>
    fixOf(
      `Add pathType: ${type}`,
      false,
      lacking.map(({ node }) => typed(node, type)),
    ),
  );
}
