import { expect, test } from 'vitest';
import { defaultCharter } from '../../../config';
import { DEFAULT_NODE_PORTS } from '../../../network/ports';
import { createSnapshot } from '../../../workspace';
import { freeNodePort } from './node-ports';

/** A workspace with Services on these node ports. */
function view(...taken: readonly number[]) {
  const ports = taken.map((port) => `{name: p${port}, port: ${port}, nodePort: ${port}}`).join(', ');
  const text = `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: NodePort, ports: [${ports}]}\n`;
  const snapshot = createSnapshot({ charter: defaultCharter(), files: [{ path: 'a.yaml', text }] });
  const [environment] = snapshot.environments;
  if (environment === undefined) throw new Error('no environment');
  return snapshot.view(environment, () => {});
}

test.each([
  ['the next one', 30080, DEFAULT_NODE_PORTS, [30080], 30081],
  ['not one that is taken', 30080, DEFAULT_NODE_PORTS, [30080, 30081, 30082], 30083],
  ['the first one, for a number outside', 80, DEFAULT_NODE_PORTS, [80], 30000],
  ['from the start again', 32767, DEFAULT_NODE_PORTS, [32767], 30000],
  ['not one of the system', 10247, { from: 10000, to: 11000 }, [10247], 10251],
  ['not one of outgoing connections', 33000, { from: 30000, to: 40000 }, [33000], 30000],
  ['one of them, where there are no others', 40000, { from: 40000, to: 40010 }, [40000], 40001],
  ['none', 20000, { from: 20000, to: 20001 }, [20000, 20001], undefined],
])('a free node port: %s', (_, taken, range, claimed, free) => {
  expect(freeNodePort(taken, range, view(...claimed))).toBe(free);
});
