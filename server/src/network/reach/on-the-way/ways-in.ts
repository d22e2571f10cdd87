import type { End } from '../answer';
import type { AddressRange } from '../cluster';
import type { ReachEngine } from '../engine';
import type { Surroundings } from '../surroundings';
import { type Controllers, controllersOf } from './controllers';
import { type Entrance, hostEntrances, serviceEntrances } from './entrances';
import { outcomeOfAll, outcomeOfEither, partsOf } from './outcomes';
import { proxyEntrances } from './proxies';
import { PUBLIC, rangesToldApart } from './public';
import type { Outcome, Part, Way } from './ways';

/** Every way by which public addresses come in, whether or not policies let them. */
export function waysIn(engine: ReachEngine, surroundings: Surroundings): readonly Way[] {
  return waysInWithEngine(engine, surroundings).ways;
}

/** The ways in, and the engine that knows all ends of them. */
export interface WaysIn {
  readonly ways: readonly Way[];
  readonly engine: ReachEngine;
}

export function waysInWithEngine(engine: ReachEngine, surroundings: Surroundings): WaysIn {
  const known = worked.get(engine)?.get(surroundings);
  if (known !== undefined) return known;
  const controllers = controllersOf(engine, surroundings);
  const ways: Way[] = [];
  for (const entrance of entrancesOf(controllers, surroundings)) ways.push(wayOf(controllers.engine, entrance));
  const made = { ways, engine: controllers.engine };
  const ofEngine = worked.get(engine) ?? new WeakMap<Surroundings, WaysIn>();
  worked.set(engine, ofEngine.set(surroundings, made));
  return made;
}

const worked = new WeakMap<ReachEngine, WeakMap<Surroundings, WaysIn>>();

function* entrancesOf(controllers: Controllers, surroundings: Surroundings): Generator<Entrance, undefined> {
  yield* serviceEntrances(controllers.engine, surroundings);
  yield* proxyEntrances(controllers, surroundings);
  yield* hostEntrances(controllers.engine);
}

const NODES: End = { kind: 'nodes' };

function wayOf(engine: ReachEngine, { packetsFrom, ...own }: Entrance): Way {
  const { to, protocol, port, notes } = own;
  const fixed = { ...own, from: undefined };
  if (packetsFrom.kind === 'controller') {
    const parts = partsOf(engine, packetsFrom.ends, to, protocol, port);
    const outcome = outcomeOfEither(parts.map((part) => part.outcome));
    const source = packetsFrom.known ? 'controller' : 'unknown-controller';
    return { ...fixed, source, parts, callers: PUBLIC, seenAs: telling(parts) ?? NODES, outcome };
  }
  const { addresses } = packetsFrom;
  if (packetsFrom.kind === 'client') {
    const parts = partsOf(engine, rangesToldApart(engine, [to], addresses), to, protocol, port);
    const outcome = among(addresses, outcomeOfAll(parts.map((part) => part.outcome)));
    return { ...fixed, source: 'kept', parts, callers: addresses, seenAs: telling(parts) ?? NODES, outcome };
  }
  const { lostSource } = engine.cluster.profile;
  // On the node that has the pod, some plugins let the client's own address through (S070).
  const clients = lostSource === 'remote-node' ? rangesToldApart(engine, [to], addresses) : [];
  const parts = partsOf(engine, [NODES, ...clients], to, protocol, port);
  const outcome = outcomeOfEither(parts.map((part) => part.outcome));
  const why = outcome === 'unknown' ? ['the source address is lost: packets come from a node'] : [];
  return {
    ...fixed,
    source: 'node',
    parts,
    callers: addresses,
    seenAs: NODES,
    outcome: among(addresses, outcome),
    notes: [...notes, ...why],
  };
}

/** Public addresses that are not let in at all are part of the question (S071). */
function among(addresses: readonly AddressRange[], outcome: Outcome): Outcome {
  if (addresses === PUBLIC) return outcome;
  if (addresses.length === 0) return 'denied';
  return outcome === 'allowed' ? 'partial' : outcome;
}

/** One that is otherwise than open explains more than one that is open. */
function telling(parts: readonly Part[]): End | undefined {
  return (parts.find(({ outcome }) => outcome !== 'allowed') ?? parts[0])?.end;
}
