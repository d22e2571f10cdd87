import { build } from 'esbuild';
import { inRoot } from './places.mjs';

const TABLES = 'server/src/network/ports/index.ts';

const PLACES = {
  node: 'each node',
  'control-plane': 'control plane',
  pod: 'pod',
  service: 'Service',
};

const USES = { conflict: 'taken', mesh: 'taken in the pod', sensitive: 'sensitive', info: '' };

/** The text of docs/ports.md: the tables that guardrails and hovers use, with the source of each row. */
export async function portsPage() {
  const { PORT_SOURCES, PORT_TABLES } = await tables();
  const lead =
    'What Portcullis knows about ports, written from the tables that its guardrails and hovers use. *Taken* ports are held by a part of the cluster: ' +
    '[`reserved-node-port`](guardrails/reserved-node-port.md) and [`mesh-reserved-port`](guardrails/mesh-reserved-port.md) keep others off them, those of optional parts ' +
    'only where `spec.cluster` of the charter or the manifests say that the cluster has them. *Sensitive* ones have no business in the open. ' +
    'A *local* port listens on the loopback address only. A *common* number is used by so many programs that it says little by itself. ' +
    'Where the source is *common default*, the number was not read again from the documentation of the program.';
  const sections = PORT_TABLES.map(({ title, ports }) => section(title, ports, PORT_SOURCES));
  return `# Known ports\n\n${lead}\n\n${sections.join('\n')}`;
}

function section(title, ports, sources) {
  const rows = ports.map(
    (port) => `| ${numbers(port)} | ${port.protocols.join(', ')} | ${cells(port, sources).join(' | ')} |`,
  );
  return `## ${title}\n\n| port | protocol | component | what it is | where | use | source |\n|---|---|---|---|---|---|---|\n${rows.join('\n')}\n`;
}

function cells({ component, what, scope, use, local, on, sensitivity, generic, source }, sources) {
  const place = [PLACES[scope], ...(local ? ['local'] : []), ...(on === undefined ? [] : [`with ${on}`])].join(', ');
  const uses = [USES[use], sensitivity, generic ? 'common' : ''].filter((each) => each !== undefined && each !== '');
  return [component, what, place, [...new Set(uses)].join(', '), sources[source]];
}

function numbers({ from, to }) {
  return from === to ? String(from) : `${from}-${to}`;
}

/** The tables are written in TypeScript, as everything that the product is made of. */
async function tables() {
  const { outputFiles } = await build({
    absWorkingDir: inRoot(),
    entryPoints: [TABLES],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  const text = outputFiles[0].text;
  return import(`data:text/javascript;base64,${Buffer.from(text).toString('base64')}`);
}
