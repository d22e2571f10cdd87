import type { Container, Field, Workload } from '../../../kubernetes';

/**
 * Does something of a workload say that its pods listen on a number, whether they declare it or not (trap 1)? A probe that
 * dials it, an argument, a variable or an annotation that holds it; unknown where a part of that cannot be read.
 */
export function saysItListens(workload: Workload, number: number): 'yes' | 'no' | 'unknown' {
  const { numbers, complete } = mentionedBy(workload);
  if (numbers.has(number)) return 'yes';
  return complete ? 'no' : 'unknown';
}

interface Mentioned {
  readonly numbers: Set<number>;
  complete: boolean;
}

/** Asked for each port of each Service before the workload, which never changes. */
function mentionedBy(workload: Workload): Mentioned {
  const known = mentions.get(workload);
  if (known !== undefined) return known;
  const mentioned: Mentioned = { numbers: new Set(), complete: true };
  for (const { value } of workload.template.annotations.entries.values()) addNumbers(mentioned, value);
  for (const container of workload.template.containers) addContainer(mentioned, container);
  mentions.set(workload, mentioned);
  return mentioned;
}

const mentions = new WeakMap<Workload, Mentioned>();

function addContainer(mentioned: Mentioned, { probes, command, args, env }: Container): void {
  for (const { port } of probes) {
    if (port.state === 'known' && typeof port.value === 'number') mentioned.numbers.add(port.value);
  }
  for (const list of [command, args]) {
    if (list.state === 'unknown') mentioned.complete = false;
    if (list.state !== 'known') continue;
    for (const item of list.value) {
      addNumbers(mentioned, item);
      if (item.state === 'unknown') mentioned.complete = false;
    }
  }
  for (const { name, value } of env) {
    addNumbers(mentioned, value);
    // A value from elsewhere is a port where its name says so; a password is none.
    const mayBePort = name.state !== 'known' || /port|listen|bind|(http|grpc|server)_?addr/i.test(name.value);
    if (value.state === 'unknown' && mayBePort) mentioned.complete = false;
  }
}

/** Numbers by themselves: `:8080` and `--port=8080` hold 8080, `x8080` and `8080m` do not. */
function addNumbers({ numbers }: Mentioned, field: Field<string>): void {
  if (field.state !== 'known') return;
  for (const [digits] of field.value.matchAll(NUMBER)) numbers.add(Number(digits));
}

const NUMBER = /(?<![0-9A-Za-z])[0-9]{1,5}(?![0-9A-Za-z])/g;
