import { type Container, type Field, isHeadless, listening, type Service, type Workload } from '../../kubernetes';
import { portsOf } from '../../network/resolve';
import { type EnvironmentView, type NamespaceKey, namespaceOf } from '../../workspace';
import type { YamlNode } from '../../yaml';

/** A name of the cluster, where a container is told to dial it. */
export interface Dialled {
  readonly name: string;
  readonly node: YamlNode;
}

/** The first name in variables and arguments that only the cluster's DNS knows, and that is evidently an address to dial. */
export function clusterNameDialled(environment: EnvironmentView, workload: Workload): Dialled | undefined {
  const namespace = namespaceOf(workload);
  if (namespace === undefined) return undefined;
  let looked = 0;
  for (const container of listening(workload.template)) {
    for (const { key, value } of settingsOf(container)) {
      looked += 1;
      if (looked > MOST_LOOKED_AT) return undefined;
      if (value.state !== 'known' || value.value.length > LONGEST || NOT_DIALLED.test(key)) continue;
      for (const address of addressesIn(key, value.value)) {
        if (!isClusterName(environment, workload, namespace, address)) continue;
        return { name: address.host, node: value.node };
      }
    }
  }
  return undefined;
}

const MOST_LOOKED_AT = 1000;
const LONGEST = 2000;

/** Who it says it is, and whom it trusts or leaves alone, is not dialled. */
const NOT_DIALLED =
  /issuer|audience|no_?proxy|allow|origin|cert|san\b|sans\b|domain|image|advertise|announce|external|public|self|cors|bind|listen/i;

interface Setting {
  readonly key: string;
  readonly value: Field<string>;
}

function* settingsOf({ env, command, args }: Container): Iterable<Setting> {
  for (const { name, value } of env) yield { key: name.state === 'known' ? name.value : '', value };
  for (const words of [command, args]) {
    if (words.state !== 'known') continue;
    let flag = '';
    for (const word of words.value) {
      const text = word.state === 'known' ? word.value : '';
      // `--to=host:port`, or `--to` and `host:port`.
      const own = /^--?[^=\s]+/.exec(text)?.[0];
      yield { key: own ?? flag, value: word };
      flag = own !== undefined && !text.includes('=') ? own : '';
    }
  }
}

interface Address {
  readonly host: string;
  /** With a scheme or a port: something to dial, whatever the setting is called. */
  readonly complete: boolean;
  /** Where nothing but a port says that it is an address: `redis:6379`, and not the image `redis:7`. */
  readonly port: number | undefined;
}

const ADDRESS_KEY =
  /(?:^|[_.-])(?:host|hostname|addr|address|server|servers|url|uri|endpoint|upstream|target|brokers)$/i;

function* addressesIn(key: string, text: string): Iterable<Address> {
  const value = text.startsWith('-') ? text.slice(text.indexOf('=') + 1) : text;
  for (const word of value.split(/[\s,;]+/)) {
    const match =
      /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:[^@/]*@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)\.?(?::(\d{1,5}))?(?:\/.*)?$/.exec(
        word,
      );
    const [, scheme, host, port] = match ?? [];
    if (host === undefined) continue;
    const complete = scheme !== undefined || port !== undefined;
    if (complete || ADDRESS_KEY.test(key.replace(/^-+/, ''))) {
      yield { host, complete, port: scheme === undefined && port !== undefined ? Number(port) : undefined };
    }
  }
}

/** `web`, `web.shop`, `web.shop.svc`: a Service of the environment; with `svc` behind it, of any. */
function isClusterName(
  environment: EnvironmentView,
  workload: Workload,
  namespace: NamespaceKey,
  { host, complete, port }: Address,
): boolean {
  const [name = '', where, kind, ...rest] = host.split('.');
  // The API server is known to every pod by its variables.
  if (name === 'kubernetes') return false;
  if (kind === 'svc') return complete && (rest.length === 0 || rest.at(-1) === 'local');
  if (kind !== undefined) return false;
  // A single word may as well be a scheme, a user or a file: only a Service that is here makes it a name.
  const services = environment.named('service', where ?? namespace, name);
  const [service] = services;
  if (service === undefined || (port !== undefined && !hasPort(service, port))) return false;
  // Its own name is whom it serves.
  return !environment.servicesSelecting(workload).some((each) => each.service === service);
}

/** Behind a headless Service, any port of its pods. */
function hasPort(service: Service, number: number): boolean {
  if (isHeadless(service) !== false) return true;
  const ports = portsOf(service) ?? [];
  return ports.some(({ port }) => port.state === 'known' && port.value === number);
}
