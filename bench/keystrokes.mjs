// From a keystroke to the findings: how long a language server takes from didChange to publishDiagnostics.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { start, stop } from '../scripts/lib/processes.mjs';
import { median } from './measure.mjs';

const PATIENCE = 120_000;
const CAPABILITIES = {
  textDocument: { publishDiagnostics: { versionSupport: true }, synchronization: {} },
  workspace: { configuration: true, workspaceFolders: true },
};

/**
 * Opens a file and types in it: a name is broken and mended again, each time in another of the `places`, and each time
 * the answer is awaited. Gives the milliseconds of every keystroke.
 */
export async function keystrokes({ command, folder, file, settings, places }) {
  const [program, ...args] = command;
  const child = start(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
  const client = connect(child, settings);
  try {
    const rootUri = pathToFileURL(folder).href;
    const uri = pathToFileURL(file).href;
    await client.request('initialize', {
      processId: process.pid,
      rootUri,
      capabilities: CAPABILITIES,
      workspaceFolders: [{ uri: rootUri, name: 'bench' }],
    });
    client.notify('initialized', {});
    client.notify('workspace/didChangeConfiguration', { settings });
    const text = readFileSync(file, 'utf8');
    client.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
    await client.published(uri, 1);
    const times = [];
    let version = 1;
    for (const { line, character } of places) {
      for (const [from, to] of [
        ['p', 'q'],
        ['q', 'p'],
      ]) {
        version += 1;
        const range = { start: { line, character }, end: { line, character: character + from.length } };
        const answer = client.published(uri, version);
        const begun = performance.now();
        client.notify('textDocument/didChange', {
          textDocument: { uri, version },
          contentChanges: [{ range, rangeLength: from.length, text: to }],
        });
        await answer;
        times.push(performance.now() - begun);
      }
    }
    return { median: median(times), count: times.length };
  } finally {
    await stop(child);
  }
}

/** The smallest client there is: it answers questions with settings or nothing, and waits for published findings. */
function connect(child, settings) {
  let rest = Buffer.alloc(0);
  let nextId = 1;
  const answers = new Map();
  const waiting = new Map();
  const newest = new Map();
  child.stdout.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let message = take(); message !== undefined; message = take()) receive(JSON.parse(message));
  });

  function take() {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd < 0) return undefined;
    const length = Number(/content-length: *(\d+)/i.exec(rest.toString('latin1', 0, headEnd))?.[1]);
    const end = headEnd + 4 + length;
    if (rest.length < end) return undefined;
    const message = rest.toString('utf8', headEnd + 4, end);
    rest = rest.subarray(end);
    return message;
  }

  function send(message) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  function receive({ id, method, params, result, error }) {
    if (method === undefined) {
      const { resolve, reject } = answers.get(id);
      answers.delete(id);
      return error ? reject(new Error(error.message)) : resolve(result);
    }
    if (id !== undefined) {
      const sections = (params?.items ?? []).map(({ section }) => settings[section] ?? null);
      return send({ id, result: method === 'workspace/configuration' ? sections : null });
    }
    if (method === 'textDocument/publishDiagnostics') {
      const key = `${params.uri} ${params.version ?? ''}`;
      newest.set(params.uri, params);
      waiting.get(key)?.();
      waiting.get(`${params.uri} any`)?.();
    }
  }

  return {
    request(method, params) {
      const id = nextId;
      nextId += 1;
      return patiently(method, (resolve, reject) => {
        answers.set(id, { resolve, reject });
        send({ id, method, params });
      });
    },
    notify: (method, params) => send({ method, params }),
    /** Findings for a version of a document; a server that names no versions answers in turn. */
    published(uri, version) {
      return patiently(`findings for version ${version}`, (resolve) => {
        const done = () => {
          waiting.clear();
          resolve();
        };
        waiting.set(`${uri} ${version}`, done);
        waiting.set(`${uri} any`, () => {
          if (newest.get(uri)?.version === undefined) done();
        });
      });
    },
  };
}

function patiently(what, work) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer in ${PATIENCE / 1000} s: ${what}`)), PATIENCE);
    const settle = (end) => (value) => {
      clearTimeout(timer);
      end(value);
    };
    work(settle(resolve), settle(reject));
  });
}
