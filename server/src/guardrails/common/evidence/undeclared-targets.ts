import { type Service, type ServicePort, usesHostNetwork, type Workload } from '../../../kubernetes';
import {
  type Backing,
  type DeclaredPort,
  injectionOf,
  isFoundEverywhere,
  isRunToCompletion,
  portsOf,
  resolveServicePort,
  type ServicePortResolution,
  selectedBy,
  type Target,
  workloadsBehind,
} from '../../../network/resolve';
import type { EnvironmentView } from '../../../workspace';
import { saysItListens } from './listened';
import { type Meant, meantPort } from './meant-port';
import { liveTogether } from './together';

/** A Service port that leads to a number which its pods do not declare, beside the one that is evidently meant. */
export interface UndeclaredTarget {
  readonly service: Service;
  readonly port: ServicePort;
  readonly target: Target;
  readonly number: number;
  readonly workload: Workload;
  readonly others: number;
  readonly meant: Meant;
}

/** For `environment.once`: the Service's own guardrail asks, and those of whoever refers to its ports. */
export function undeclaredTargets(environment: EnvironmentView, service: Service): readonly UndeclaredTarget[] {
  const ports = portsOf(service);
  if (ports === undefined || ports.length === 0 || ports.length > MOST_PORTS) return NONE;
  const backing = environment.once(workloadsBehind, service);
  if (backing.workloads.length === 0 || backing.workloads.length > MOST_WORKLOADS) return NONE;
  const found: UndeclaredTarget[] = [];
  for (const port of ports) {
    if (isFoundEverywhere(port, backing)) continue;
    if (mayHaveOthers(environment, service, backing)) return NONE;
    const target = judge(resolveServicePort(environment, service, port, backing), environment);
    if (target !== undefined) found.push(target);
  }
  return found;
}

/**
 * The Service port has the number of the pods, and the target the one that clients expect: the two have changed places. Who
 * refers to that number is right once they are put back.
 */
export function isSwapped({ service, port, target, number, meant }: UndeclaredTarget): boolean {
  if (target.implied || port.port.state !== 'known' || port.port.value !== meant.port.number) return false;
  const isTaken = (portsOf(service) ?? []).some(({ port: other }) => other.state === 'known' && other.value === number);
  return !isTaken && number !== meant.port.number;
}

const NONE: readonly UndeclaredTarget[] = [];

/** What is evident among a few is a guess among hundreds. */
const MOST_PORTS = 100;
const MOST_WORKLOADS = 100;

/** Copies that nothing tells apart, and pods of which nobody can tell, may declare what the others do not. */
function mayHaveOthers(environment: EnvironmentView, service: Service, { workloads }: Backing): boolean {
  const selected = environment.once(selectedBy, service);
  if (selected === undefined || selected.possible.length > 0) return true;
  return workloads.length < selected.certain.length || environment.hasAlternatives(service);
}

function judge(resolution: ServicePortResolution, environment: EnvironmentView): UndeclaredTarget | undefined {
  const { service, port, target, protocol } = resolution;
  if (target === undefined || protocol === undefined || typeof target.reference !== 'number') return undefined;
  // Pods that run to an end are taken in by a wide selector and serve nobody (trap 38).
  const serving = resolution.workloads.filter(({ workload }) => !isRunToCompletion(workload));
  const [first, ...rest] = serving;
  if (first === undefined || serving.some(({ outcome }) => outcome.kind !== 'undeclared')) return undefined;
  const number = target.reference;
  const { workload, declared } = first;
  const meant = meantPort({ environment, service, port, protocol, number, workload, declared: declared.ports });
  if (meant === undefined) return undefined;
  const byName = meant.because === 'name';
  for (const { workload: each, declared: its } of serving) {
    if (!its.ports.some((other) => isAlike(other, meant.port, byName))) return undefined;
    // A name tells by itself; a number does where all of them stand together and nothing of the pods is hidden.
    if (!byName && !liveTogether(service, each, environment)) return undefined;
    if (mayListen(environment, each, number, byName)) return undefined;
  }
  return {
    service,
    port,
    target,
    number,
    workload,
    others: rest.length,
    meant,
  };
}

function isAlike(one: DeclaredPort, other: DeclaredPort, byName: boolean): boolean {
  return one.number === other.number && one.protocol === other.protocol && (!byName || one.name === other.name);
}

/** A sidecar, the node's own network or the pod's own settings may well bring along what is not declared (traps 1, 2). */
function mayListen(environment: EnvironmentView, workload: Workload, number: number, byName: boolean): boolean {
  if (usesHostNetwork(workload.template) !== 'no') return true;
  const says = saysItListens(workload, number);
  if (says === 'yes' || (says === 'unknown' && !byName)) return true;
  return injectionOf(environment, workload) !== undefined;
}
