import { type Container, type Field, isPortNumber, listed } from '../../kubernetes';
import type { YamlNode } from '../../yaml';
import { portOfImage } from './images';

/** What says on which port a container listens. */
export interface Statement {
  /** `PORT`, `--port`, or the image by itself. */
  readonly by: string;
  readonly kind: 'told' | 'image';
  readonly number: number;
  /** The value, or the argument that holds it. */
  readonly node: YamlNode;
  /** The node is the number and nothing else. */
  readonly alone: boolean;
  /** Only on an address that nobody outside of the pod reaches. */
  readonly loopback: boolean;
}

/** What variables, arguments and the image say about the port the container itself listens on; not about whom it dials. */
export function statementsOf(container: Container): readonly Statement[] {
  const told = [...ofEnvironment(container), ...ofArguments(container)];
  if (told.length > 0 || container.image.state !== 'known') return told;
  const own = portOfImage(container);
  if (own === undefined) return told;
  const { image, number } = own;
  return [{ by: image, kind: 'image', number, node: container.image.node, alone: false, loopback: false }];
}

/** A variable or an argument holds this number, whatever it means by it. */
export function mentions(container: Container, number: number): boolean {
  const pattern = new RegExp(`(^|[^0-9])${number}($|[^0-9])`);
  if (container.env.some(({ value }) => value.state === 'known' && pattern.test(value.value))) return true;
  return wordsOf(container).some((word) => word.state !== 'known' || pattern.test(word.value));
}

/** Variables by which servers are told their port. Others with `PORT` in them are as often the port of a database. */
const VARIABLES =
  /^(?:(?:APP|SERVER|HTTP|WEB|LISTEN|LISTENING|BIND|HTTP_LISTEN|HTTP_SERVER|SERVER_HTTP|CONTAINER)_)?PORT$/;

function* ofEnvironment({ env }: Container): Iterable<Statement> {
  for (const { name, value } of env) {
    if (name.state !== 'known' || value.state !== 'known' || !VARIABLES.test(name.value)) continue;
    const number = numberOf(/^:?(\d{1,5})$/.exec(value.value)?.[1]);
    if (number === undefined) continue;
    const alone = !value.value.startsWith(':');
    yield { by: name.value, kind: 'told', number, node: value.node, alone, loopback: false };
  }
}

const FLAG = /^--?(?:(?:http|server|listen|web)[-_.])?port$/;
const ADDRESS_FLAG =
  /^--?(?:(?:http|server|web|secure)[-_.])?(?:listen(?:[-_.]addr(?:ess)?)?|bind(?:[-_.]addr(?:ess)?)?|addr(?:ess)?)$/;
/** An address of the pod itself. */
const ADDRESS = /^(0\.0\.0\.0|\[::\]|\*|127\.0\.0\.1|\[::1\]|localhost)?:(\d{1,5})$/;
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[?::1\]?)$/;

function* ofArguments(container: Container): Iterable<Statement> {
  const words = wordsOf(container);
  const host = hostAmong(words);
  // Of a client, the port is the other end's.
  if (host === 'another') return;
  for (const [at, word] of words.entries()) {
    if (word.state !== 'known' || !word.value.startsWith('-')) continue;
    const equals = word.value.indexOf('=');
    const by = equals < 0 ? word.value : word.value.slice(0, equals);
    const next = words[at + 1];
    const value = equals < 0 ? (next?.state === 'known' ? next.value : '') : word.value.slice(equals + 1);
    const address = FLAG.test(by) ? ['', '', value] : ADDRESS_FLAG.test(by) ? ADDRESS.exec(value) : null;
    const number = numberOf(address?.[2]);
    if (number === undefined) continue;
    const node = equals < 0 && next?.state === 'known' ? next.node : word.node;
    const loopback = LOOPBACK.test(address?.[1] ?? '') || (FLAG.test(by) && host === 'loopback');
    yield { by, kind: 'told', number, node, alone: equals < 0 && value === String(number), loopback };
  }
}

const HOST_FLAG = /^--?(?:host|hostname|server)(?:=(.*))?$/;
const EVERYWHERE = /^(?:0\.0\.0\.0|::|\[::\]|\*|)$/;

/** `--host=db`, or `--host db`: whom a client dials, or where a server listens. */
function hostAmong(words: readonly Field<string>[]): 'another' | 'loopback' | undefined {
  for (const [at, word] of words.entries()) {
    const match = word.state === 'known' ? HOST_FLAG.exec(word.value) : null;
    if (match === null) continue;
    const next = words[at + 1];
    const host = match[1] ?? (next?.state === 'known' ? next.value : '');
    if (!EVERYWHERE.test(host)) return LOOPBACK.test(host) ? 'loopback' : 'another';
  }
  return undefined;
}

function wordsOf({ command, args }: Container): readonly Field<string>[] {
  return [...listed(command), ...listed(args)];
}

function numberOf(digits: string | undefined): number | undefined {
  const number = digits !== undefined && /^\d{1,5}$/.test(digits) ? Number(digits) : Number.NaN;
  return isPortNumber(number) ? number : undefined;
}
