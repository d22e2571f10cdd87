import { describe, expect, it } from 'vitest';
import { defaultCharter } from '../config';
import { createDiscovery, createSnapshot } from '../workspace';
import type { ServerHost } from './host';
import { type Cancellation, openWorkspace, type WorkspaceSource } from './workspace';

const SERVICE =
  'apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports: [{port: 80, targetPort: 99999}]\n';
/** So many that an analysis pauses on its way. */
const MANY = Array.from({ length: 300 }, (_, index) => ({ path: `many/${index}.yaml`, text: SERVICE }));
const MENDED = SERVICE.replace('99999', '8080');

function open() {
  const loads: Cancellation[] = [];
  const charter = defaultCharter();
  const source: WorkspaceSource = {
    root: 'file:///w',
    isSingleDocument: false,
    watched: true,
    async load(_, cancellation) {
      loads.push(cancellation);
      const snapshot = createSnapshot({ charter, files: [{ path: 'a.yaml', text: SERVICE }, ...MANY] });
      return cancellation.aborted ? undefined : { snapshot, discovery: createDiscovery([]) };
    },
    reread: async (_, paths) => ({
      changes: paths.map((path) => ({ path, kind: 'text', text: MENDED })),
      reload: false,
    }),
    readCharterFile: async () => undefined,
    takeStamps: async () => new Map(),
    openFile: () => undefined,
  };
  let time = 0;
  const host = {
    today: () => '2026-03-01',
    // Every look at the clock is a slice of time later, so that every step of an analysis can be the last.
    now: () => (time += 100),
    pause: async () => undefined,
  } as unknown as ServerHost;
  const workspace = openWorkspace(source, host, {
    onLoaded: () => undefined,
    onFindings: () => undefined,
    onError(error) {
      throw error;
    },
  });
  const findings = async () =>
    (await workspace.settled())?.analysis.findingsOf('a.yaml').map(({ guardrail }) => guardrail);
  return { workspace, loads, findings };
}

const CANCELLED: Cancellation = { aborted: true };

describe('after a first scan that was cancelled', () => {
  it.each([
    ['while it read', () => CANCELLED],
    [
      'while it checked',
      () => {
        // Asked for the first time where reading ends.
        let asked = 0;
        return {
          get aborted() {
            asked += 1;
            return asked > 1;
          },
        };
      },
    ],
  ])('%s, an edit or an event starts no other one', async (_, cancellation) => {
    const { workspace, loads, findings } = open();
    workspace.rescan(cancellation());
    expect(await findings()).toBeUndefined();
    workspace.change({ path: 'a.yaml', kind: 'text', text: MENDED });
    workspace.touch(['a.yaml']);
    expect(await findings()).toBeUndefined();
    expect(loads).toHaveLength(1);
    workspace.rescan();
    expect(await findings()).toEqual(['invalid-port-number']);
  });
});

describe('a later scan that is cancelled', () => {
  it.each([
    ['an edit', 'change'],
    ['an event', 'touch'],
  ] as const)('loses %s that came before it no more than one that comes after', async (_, kind) => {
    const { workspace, findings } = open();
    workspace.rescan();
    expect(await findings()).toEqual(['invalid-port-number']);
    if (kind === 'change') workspace.change({ path: 'a.yaml', kind: 'text', text: MENDED });
    else workspace.touch(['a.yaml']);
    workspace.rescan(CANCELLED);
    expect(await findings()).toEqual([]);
  });
});
