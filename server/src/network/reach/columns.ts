import { isEmptySelector } from '../../kubernetes';
import { allBits, type Bits, bitsOf, isEmpty, NO_BITS, union, without } from '../sets/bits';
import { keyOf, type PortSet } from '../sets/ports';
import { matchOfAddresses } from './addresses';
import type { AddressTest, Peer, Protocol, Rule } from './cluster';
import type { Group } from './groups';
import { portsCalled } from './named-ports';
import type { CniProfile } from './profiles';
import { type Chosen, chosenByAny, type PodIndex } from './tests';

/** Which columns of a row, groups and the nodes, a rule is about. Each different answer is worked out once. */
export interface Columns {
  readonly everybody: Bits;
  /** Undefined: nobody. */
  chosenByPeers(peers: Rule['peers']): Chosen | undefined;
  /** The columns of each number that a name stands for, and those of which nobody can tell. */
  columnsOf(name: string, protocol: Protocol | undefined): NamedColumns;
}

export type NamedColumns = readonly { readonly set: PortSet; readonly certain: boolean; readonly columns: Bits }[];

export function createColumns(groups: readonly Group[], index: PodIndex, profile: CniProfile): Columns {
  const { width, nobody } = index;
  const onlyNodes = bitsOf([width - 1]);
  const everybody = allBits(width);
  const destinations = new Map<string, NamedColumns>();
  const inside = groups.filter(({ hostNetwork }) => hostNetwork !== 'yes');
  const withAddresses = inside.filter(({ addresses }) => addresses.length > 0);
  const withoutAddresses = bitsOf(inside.flatMap(({ index: own, addresses }) => (addresses.length === 0 ? [own] : [])));
  const all: Chosen = { certain: everybody, possible: nobody };
  const answers = new WeakMap<readonly Peer[], Chosen | undefined>();

  function chosenByPeers(peers: Rule['peers']): Chosen | undefined {
    if (peers === 'anyone') return all;
    if (answers.has(peers)) return answers.get(peers);
    const made = unitedPeers(peers);
    answers.set(peers, made);
    return made;
  }

  function unitedPeers(peers: readonly Peer[]): Chosen | undefined {
    const tests = peers.flatMap((peer) => (peer.kind === 'pods' ? [peer.test] : []));
    const chosen = tests.length === 0 ? undefined : chosenByAny(index, tests);
    const others = peers.filter(({ kind }) => kind === 'addresses' || kind === 'nodes');
    if (others.length === 0) return chosen;
    let { certain, possible } = chosen ?? NOBODY;
    for (const peer of others) {
      const found = peer.kind === 'addresses' ? chosenByAddresses(peer.test) : NOBODY;
      certain = union(certain, found.certain);
      possible = union(possible, found.possible);
      if (peer.kind !== 'nodes') continue;
      if (isEmptySelector(peer.selector)) certain = union(certain, onlyNodes);
      else possible = union(possible, onlyNodes);
    }
    possible = without(possible, certain) ?? nobody;
    return isEmpty(certain) && isEmpty(possible) ? undefined : { certain, possible };
  }

  /** Addresses of pods and nodes are seldom written: then all of them match alike (S031, S032). */
  function chosenByAddresses(test: AddressTest): Chosen {
    const certain: number[] = [];
    const possible: number[] = [];
    for (const { index: column, addresses } of profile.blocksMatchPods ? withAddresses : []) {
      const match = matchOfAddresses(test, addresses);
      if (match !== 'no') (match === 'yes' ? certain : possible).push(column);
    }
    const written = { certain: bitsOf(certain), possible: bitsOf(possible) };
    const unsaid = matchOfAddresses(test, []);
    if (unsaid === 'no') return written;
    const others = union(
      profile.blocksMatchPods ? withoutAddresses : nobody,
      profile.blocksMatchNodes ? onlyNodes : nobody,
    );
    return unsaid === 'yes'
      ? { ...written, certain: union(written.certain, others) }
      : { ...written, possible: union(written.possible, others) };
  }

  function columnsOf(name: string, protocol: Protocol | undefined): NamedColumns {
    const key = `${name}/${protocol ?? ''}`;
    const known = destinations.get(key);
    if (known !== undefined) return known;
    const byNumber = new Map<
      string,
      { readonly set: PortSet; readonly certain: boolean; readonly columns: number[] }
    >();
    for (const group of groups) {
      const { set, certain } = portsCalled(group.asDestination ?? group, name, protocol);
      if (set === undefined) continue;
      const number = `${certain}${keyOf(set)}`;
      let found = byNumber.get(number);
      if (found === undefined) {
        found = { set, certain, columns: [] };
        byNumber.set(number, found);
      }
      found.columns.push(group.index);
    }
    const made = [...byNumber.values()].map((each) => ({ ...each, columns: bitsOf(each.columns) }));
    destinations.set(key, made);
    return made;
  }

  return { everybody, chosenByPeers, columnsOf };
}

const NOBODY: Chosen = { certain: NO_BITS, possible: NO_BITS };
