import type { Connection } from 'vscode-languageserver';
import type { Client } from './client-capabilities';

/** What an editor's settings can say. None of it changes what is found. */
export interface Settings {
  readonly enable: boolean;
  readonly hover: boolean;
}

const DEFAULT_SETTINGS: Settings = { enable: true, hover: true };
const SECTION = 'portcullis';

/** The settings of each scope, in order; the client is asked where it answers, else what it sent last is taken. */
export async function readSettings(
  connection: Connection,
  client: Client,
  scopes: readonly string[],
  sent: unknown,
): Promise<Settings[]> {
  if (!client.configuration) return scopes.map(() => toSettings(sent));
  try {
    const answers: unknown = await connection.workspace.getConfiguration(
      scopes.map((scopeUri) => ({ scopeUri, section: SECTION })),
    );
    return scopes.map((_, index) => toSettings(Array.isArray(answers) ? answers[index] : undefined));
  } catch {
    return scopes.map(() => toSettings(sent));
  }
}

/** What `workspace/didChangeConfiguration` carries: our section, or what is in it. */
export function sectionOf(settings: unknown): unknown {
  return isRecord(settings) && SECTION in settings ? settings[SECTION] : settings;
}

function toSettings(value: unknown): Settings {
  const record = isRecord(value) ? value : {};
  const hover = isRecord(record.hover) ? record.hover.enable : undefined;
  return {
    enable: typeof record.enable === 'boolean' ? record.enable : DEFAULT_SETTINGS.enable,
    hover: typeof hover === 'boolean' ? hover : DEFAULT_SETTINGS.hover,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
