import type { Container, ServicePort } from '../../../kubernetes';

/** What tells the ports of a Service apart when lines move: the name, else the number. */
export function portKey(port: ServicePort): string {
  if (port.name.state === 'known') return port.name.value;
  return port.port.state === 'known' ? String(port.port.value) : '';
}

/** What tells containers apart when lines move. */
export function containerKey({ name }: Container): string {
  return name.state === 'known' ? `containers[${name.value}]` : 'containers';
}
