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

test('a long sentence stays whole: its long words lose their middle', () => {
  const name = `payments-${'x'.repeat(40)}-api`;
  const message = oneLine(
    `selector app.kubernetes.io/name=${quoted(name)} finds no pods; Deployment/${name} has app.kubernetes.io/name=${quoted(`${name}s`)}`,
  );
  expect(message.length).toBeLessThanOrEqual(MESSAGE_LIMIT);
  expect(message).toMatch(
    /^selector app\S+name="paym\S*…\S*api" finds no pods; Deployment\/paym\S*…\S*api has app\S*="pay\S*…\S*apis"$/,
  );
  expect(
    oneLine(
      `port name ${quoted('n'.repeat(64))} is not legal: it has 64 characters, and 63 are the most that it may have`,
    ),
  ).toMatch(/^port name "n+…n+" is not legal: it has 64 characters, and 63 are the most that it may have$/);
  expect(oneLine('word '.repeat(60))).toHaveLength(MESSAGE_LIMIT);
  expect(quoted('\u{1f600}'.repeat(90))).toMatch(/^"[\u{1f600}]+…[\u{1f600}]+"$/u);
});
