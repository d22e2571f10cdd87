import type { Monitor } from '../../kubernetes';
import { declaredPorts, monitoredBy } from '../../network/resolve';
import type { EnvironmentView } from '../../workspace';

/** What the port of that number is called where the monitor looks for it: a number that is a name already, or else the first. */
export function nameOfNumber(environment: EnvironmentView, monitor: Monitor, number: number): string | undefined {
  const selected = environment.once(monitoredBy, monitor);
  if (selected === undefined) return undefined;
  const names = monitor.selects === 'services' ? serviceNames(selected.services, number) : [];
  if (monitor.selects !== 'services') {
    for (const workload of selected.workloads) {
      for (const port of declaredPorts(workload).ports) {
        if (port.number === number && port.name !== undefined) names.push(port.name);
      }
    }
  }
  return names.includes(`${number}`) ? `${number}` : names[0];
}

type Selected = NonNullable<ReturnType<typeof monitoredBy>>;

function serviceNames(services: Selected['services'], number: number): string[] {
  return services.flatMap(({ ports }) => {
    if (ports.state !== 'known') return [];
    return ports.value.flatMap(({ name, port }) => {
      const isMeant =
        name.state === 'known' && (name.value === `${number}` || (port.state === 'known' && port.value === number));
      return isMeant && name.value !== '' ? [name.value] : [];
    });
  });
}
