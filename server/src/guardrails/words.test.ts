import { expect, test } from 'vitest';
import { MESSAGE_LIMIT, oneLine, portText, quoted, sentence } from './words';

test('a list is cut until the message fits one line', () => {
  const items = Array.from({ length: 30 }, (_, index) => `"port-${index}" ${8000 + index}/TCP`);
  const message = sentence((list) => `targetPort "http" is not a port of Deployment/web (it has ${list})`, items);
  expect(message.length).toBeLessThanOrEqual(MESSAGE_LIMIT);
  expect(message).toMatch(/and \d+ more\)$/);
  expect(sentence((list) => list, ['a', 'b'])).toBe('a, b');
  expect(sentence((list) => list, ['x'.repeat(500)]).length).toBe(MESSAGE_LIMIT);
});

test('what stands in a file cannot disturb a terminal', () => {
  expect(quoted('a\u001b[31mb\nc\u202e')).toBe('"a\ufffd[31mb\ufffdc\ufffd"');
  expect(quoted('x'.repeat(200)).length).toBeLessThanOrEqual(65);
  expect(oneLine('y'.repeat(200))).toHaveLength(MESSAGE_LIMIT);
  expect(portText(80)).toBe('80');
  expect(portText('http')).toBe('"http"');
});
