import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A language client of the plainest kind: it frames messages, keeps what it was told, and waits for what must come. */
export interface TestClient {
  readonly process: ChildProcess;
  request<T = unknown>(method: string, params?: unknown): Promise<T>;
  /** The same, with the id, so that it can be cancelled. */
  start<T = unknown>(method: string, params?: unknown): { readonly id: number; readonly answer: Promise<T> };
  notify(method: string, params?: unknown): void;
  /** Answers the server's requests of a method; the default answer is null. */
  answer(method: string, reply: (params: never) => unknown): void;
  /** The next message of a method (from `since` on, an index into `seen`) that the predicate holds for. */
  next<T>(method: string, holds?: (params: T) => boolean, since?: number): Promise<T>;
  /** Everything the server sent, requests and notifications, in order. */
  readonly seen: readonly { readonly method: string; readonly params: unknown }[];
  /** Resolves with the exit code when the process has ended. */
  readonly ended: Promise<number | null>;
  end(): Promise<number | null>;
}

class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

interface Message {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

interface Waiter {
  readonly method: string;
  take(params: unknown): boolean;
}

const SERVER = join(__dirname, '../../dist/server.js');
const LIMIT_MILLISECONDS = 15_000;

export function startProcess(): TestClient {
  if (!existsSync(SERVER)) throw new Error('dist/server.js is missing: run `npm run build` first');
  const child = spawn(process.execPath, [SERVER, '--stdio'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const answers = new Map<string, (params: never) => unknown>();
  const seen: { method: string; params: unknown }[] = [];
  let waiters: Waiter[] = [];
  let ids = 0;
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdin.on('error', () => {});
  const ended = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      for (const { reject } of pending.values()) reject(new Error(`the server ended with ${code}: ${errors}`));
      resolve(code);
    }),
  );

  function send(message: object): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
    child.stdin.write(body);
  }

  function receive(message: Message): void {
    const { id, method, params } = message;
    if (method === undefined) {
      const waiting = pending.get(Number(id));
      pending.delete(Number(id));
      if (message.error) waiting?.reject(new RpcError(message.error.code, message.error.message));
      else waiting?.resolve(message.result);
      return;
    }
    seen.push({ method, params });
    if (id !== undefined) send({ id, result: answers.get(method)?.(params as never) ?? null });
    waiters = waiters.filter((waiter) => waiter.method !== method || !waiter.take(params));
  }

  readMessages(child.stdout, receive);

  const client: TestClient = {
    process: child,
    seen,
    ended,
    start(method, params) {
      const id = ++ids;
      const answer = new Promise<never>((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`no answer to ${method}; stderr: ${errors}`)),
          LIMIT_MILLISECONDS,
        );
        const done = () => clearTimeout(timer);
        pending.set(id, {
          resolve: (value) => {
            done();
            resolve(value as never);
          },
          reject: (error) => {
            done();
            reject(error);
          },
        });
      });
      send({ id, method, ...(params === undefined ? {} : { params }) });
      return { id, answer };
    },
    request: (method, params) => client.start<never>(method, params).answer,
    notify: (method, params) => send({ method, ...(params === undefined ? {} : { params }) }),
    answer: (method, reply) => void answers.set(method, reply),
    next<T>(method: string, holds: (params: T) => boolean = () => true, since = 0) {
      const before = seen.slice(since).find((message) => message.method === method && holds(message.params as T));
      if (before !== undefined) return Promise.resolve(before.params as T);
      return new Promise<T>((resolve, reject) => {
        const timer = setTimeout(() => {
          const told = seen.slice(-8).map((message) => JSON.stringify(message).slice(0, 400));
          reject(new Error(`no such ${method}; last messages:\n${told.join('\n')}\nstderr: ${errors}`));
        }, LIMIT_MILLISECONDS);
        waiters.push({
          method,
          take(params) {
            if (!holds(params as T)) return false;
            clearTimeout(timer);
            resolve(params as T);
            return true;
          },
        });
      });
    },
    async end() {
      if (child.exitCode !== null) return child.exitCode;
      await client.request('shutdown').catch(() => {});
      client.notify('exit');
      return ended;
    },
  };
  return client;
}

function readMessages(stream: NodeJS.ReadableStream, receive: (message: Message) => void): void {
  let buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(buffer.toString('latin1', 0, head))?.[1]);
      if (buffer.length < head + 4 + length) return;
      const body = buffer.toString('utf8', head + 4, head + 4 + length);
      buffer = buffer.subarray(head + 4 + length);
      receive(JSON.parse(body));
    }
  });
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}
