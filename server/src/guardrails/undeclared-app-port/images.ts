import type { Container } from '../../kubernetes';
import { get } from '../../yaml';

/**
 * The port that an official image listens on while nobody tells it another one: no command, no arguments, no mounted
 * configuration. Each number is the one that the image's own page and its EXPOSE line state.
 */
const PORTS: ReadonlyMap<string, number> = new Map([
  ['httpd', 80],
  ['mariadb', 3306],
  ['memcached', 11211],
  ['mongo', 27017],
  ['mysql', 3306],
  ['nginx', 80],
  ['postgres', 5432],
  ['redis', 6379],
]);

export interface OfImage {
  readonly image: string;
  readonly number: number;
}

/** Undefined where the image is another one, or is told anything by which it may listen elsewhere. */
export function portOfImage(container: Container): OfImage | undefined {
  const { image, command, args } = container;
  if (image.state !== 'known' || command.state !== 'absent' || args.state !== 'absent') return undefined;
  const name = OFFICIAL.exec(image.value)?.[1];
  const number = name === undefined ? undefined : PORTS.get(name);
  if (name === undefined || number === undefined || mayBeConfigured(container)) return undefined;
  return { image: name, number };
}

/** `nginx`, `nginx:1.27`, `docker.io/library/nginx@sha256:…`. */
const OFFICIAL = /^(?:docker\.io\/)?(?:library\/)?([a-z]+)(?:[:@].*)?$/;

/** Where data and pages lie, and no configuration. */
const DATA =
  /^\/(?:data|tmp|var\/(?:lib|cache|log|run|tmp)|usr\/share\/nginx\/html|usr\/local\/apache2\/htdocs)(?:\/|$)/;

function mayBeConfigured({ node, env }: Container): boolean {
  if (env.some(({ name }) => name.state !== 'known' || /PORT|CONF|ARGS|FLAGS/i.test(name.value))) return true;
  if (get(node, 'envFrom') !== undefined || get(node, 'lifecycle') !== undefined) return true;
  const mounts = get(node, 'volumeMounts');
  if (mounts === undefined) return false;
  if (mounts.type !== 'sequence') return true;
  return mounts.items.some((mount) => {
    const path = mount.type === 'mapping' ? get(mount, 'mountPath') : undefined;
    return path?.type !== 'scalar' || typeof path.value !== 'string' || !DATA.test(path.value);
  });
}
