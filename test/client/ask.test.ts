import { beforeEach, expect, test, vi } from 'vitest';
import { ask } from '../../client/src/ask';
import type { Running } from '../../client/src/running';

const shown = vi.hoisted(() => ({ messages: [] as string[][], commands: [] as string[] }));

vi.mock('vscode', () => ({
  window: {
    showErrorMessage: async (...words: string[]) => {
      shown.messages.push(words);
      return words[1];
    },
  },
  commands: { executeCommand: async (command: string) => void shown.commands.push(command) },
}));
vi.mock('vscode-languageclient', () => ({ State: { Stopped: 1, Running: 2, Starting: 3, StartFailed: 4 } }));

beforeEach(() => {
  shown.messages = [];
  shown.commands = [];
});

function running(state: number, sendRequest: () => Promise<unknown>): Running {
  return { client: { state, sendRequest }, log: { error: () => undefined } } as unknown as Running;
}

const fails = () => Promise.reject(new Error('connection got disposed'));

test('a server that runs answers', async () => {
  expect(
    await ask(
      running(2, async () => 7),
      'x',
    ),
  ).toBe(7);
  expect(shown.messages).toEqual([]);
});

test.each([
  ['stopped', 1],
  ['never started', 4],
])('a server that is %s is not asked: the user is told, and offered to restart it', async (_, state) => {
  expect(await ask(running(state, fails), 'x')).toBeUndefined();
  expect(shown.messages).toEqual([['The Portcullis server is not running.', 'Restart Server', 'Show Log']]);
  await vi.waitFor(() => expect(shown.commands).toEqual(['portcullis.restartServer']));
});

test('a request that fails is told in words', async () => {
  expect(await ask(running(2, fails), 'x')).toBeUndefined();
  expect(shown.messages[0]?.[0]).toBe('Portcullis could not do that: connection got disposed');
});

test('a request that the user cancels fails without a word', async () => {
  const token = { isCancellationRequested: true } as never;
  expect(await ask(running(2, fails), 'x', {}, token)).toBeUndefined();
  expect(shown.messages).toEqual([]);
});
