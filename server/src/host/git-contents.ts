import { type ChildProcess, spawn } from 'node:child_process';
import { harmlessGit } from './git';

/** Contents by id, from one `git cat-file --batch` for all of them. */
export interface Contents {
  read(id: string, maxBytes: number): Promise<Content>;
  close(): void;
}

/** `missing`: this clone lacks them, or git gave up. */
export type Content = Buffer | 'missing' | 'too-large';

const MOST_SILENCE = 60_000;

export function contentsOf(directory: string): Contents {
  const waiting: { readonly maxBytes: number; readonly answer: (content: Content) => void }[] = [];
  const reader = createReader(
    () => waiting[0]?.maxBytes ?? 0,
    (content) => waiting.shift()?.answer(content),
  );
  let child: ChildProcess | undefined;
  let over = false;
  let silence: NodeJS.Timeout | undefined;

  function end(): void {
    over = true;
    clearTimeout(silence);
    child?.kill();
    for (const { answer } of waiting.splice(0)) answer('missing');
  }

  function listen(): void {
    clearTimeout(silence);
    if (waiting.length > 0) silence = setTimeout(end, MOST_SILENCE);
  }

  function start(): ChildProcess {
    const { command, words, env } = harmlessGit(['cat-file', '--batch']);
    const made = spawn(command, words, { cwd: directory, env, windowsHide: true, stdio: ['pipe', 'pipe', 'ignore'] });
    made.stdout.on('data', (chunk: Buffer) => {
      if (!reader.take(chunk)) end();
      else listen();
    });
    made.on('error', end);
    made.on('close', end);
    made.stdin.on('error', end);
    return made;
  }

  return {
    read(id, maxBytes) {
      if (over) return Promise.resolve('missing');
      child ??= start();
      return new Promise((answer) => {
        waiting.push({ maxBytes, answer });
        child?.stdin?.write(`${id}\n`);
        listen();
      });
    },
    close: end,
  };
}

/**
 * Reads `<id> <type> <size>\n<contents>\n`, or `<id> missing\n`, in pieces as they come. What is larger than `most` is
 * let pass and not kept. `take` is false once the pieces make no sense.
 */
export function createReader(most: () => number, answer: (content: Content) => void): { take(chunk: Buffer): boolean } {
  let head = '';
  /** Of the contents and the line end behind them; negative: a head comes next. */
  let left = -1;
  let isKept = true;
  let parts: Buffer[] = [];

  function takeHead(chunk: Buffer, at: number): number | undefined {
    const end = chunk.indexOf(LINE_END, at);
    head += chunk.toString('latin1', at, end < 0 ? chunk.length : end);
    if (head.length > LONGEST_HEAD) return undefined;
    if (end < 0) return chunk.length;
    const size = /^[0-9a-f]+ [a-z]+ (\d+)$/.exec(head)?.[1];
    head = '';
    if (size === undefined) answer('missing');
    else {
      left = Number(size) + 1;
      isKept = Number(size) <= most();
    }
    return end + 1;
  }

  function takeContents(chunk: Buffer, at: number): number {
    const part = chunk.subarray(at, at + left);
    if (isKept) parts.push(part);
    left -= part.length;
    if (left === 0) {
      const whole = Buffer.concat(parts);
      parts = [];
      left = -1;
      answer(isKept ? whole.subarray(0, whole.length - 1) : 'too-large');
    }
    return at + part.length;
  }

  return {
    take(chunk) {
      for (let at = 0; at < chunk.length; ) {
        const next = left < 0 ? takeHead(chunk, at) : takeContents(chunk, at);
        if (next === undefined) return false;
        at = next;
      }
      return true;
    },
  };
}

const LINE_END = 0x0a;
const LONGEST_HEAD = 1024;
