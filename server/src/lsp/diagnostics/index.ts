import type { Connection } from 'vscode-languageserver';
import type { Client } from '../client-capabilities';
import { pullDriver } from './pull';
import { pushDriver } from './push';
import type { DiagnosticsDriver, DiagnosticsSource } from './source';

export type { DiagnosticsDriver, DiagnosticsSource } from './source';

export function diagnosticsDriver(
  connection: Connection,
  client: Client,
  source: DiagnosticsSource,
): DiagnosticsDriver {
  return client.pull ? pullDriver(connection, client, source) : pushDriver(connection, client, source);
}
