import { describe, expect, test } from 'vitest';
import type { Labels } from './objects';
import { objectIn, problemsOf, shownLabels, UNKNOWN_FIELD } from './test-objects';

function labelled(labels: string) {
  return objectIn('namespace', `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels: ${labels}\n`);
}

function read(labels: string): Labels {
  return labelled(labels).labels;
}

describe('labels', () => {
  test.each([
    ['{}', {}, true],
    ['', {}, true],
    ['{app: web, tier: front}', { app: 'web', tier: 'front' }, true],
    ['{app: "8080"}', { app: '8080' }, true],
    ['{app: ""}', { app: '' }, true],
    ['{1: one, true: yes-sir}', { '1': 'one', true: 'yes-sir' }, true],
    ['{app: a, app: b}', { app: 'b' }, true],
    ['{app: }', { app: UNKNOWN_FIELD }, true],
    ['{app: "{{ .Values.app }}"}', { app: UNKNOWN_FIELD }, true],
    ['{app: "$(APP)"}', { app: UNKNOWN_FIELD }, true],
    ['{"{{ .Values.key }}": web, app: web}', { app: 'web' }, false],
    ['{"$(KEY)": web}', {}, false],
    ['{[a]: web}', {}, false],
    ['"{{ .Values.labels }}"', {}, false],
    ['*nowhere', {}, false],
  ])('%s', (text, entries, complete) => {
    const object = labelled(text);
    expect(shownLabels(object.labels)).toEqual(entries);
    expect(object.labels.complete).toBe(complete);
    expect(object.problems).toEqual([]);
  });

  test.each(['7', 'true', '1.10', '[a]', '{a: b}'])('a label value %s is unknown and a problem', (value) => {
    const object = labelled(`{app: ${value}}`);
    expect(shownLabels(object.labels)).toEqual({ app: UNKNOWN_FIELD });
    expect(problemsOf(object)[0]).toMatch(/^wrong-type: labels: "app" must be a string, not /);
  });

  test('each entry knows its key and its value', () => {
    const labels = read('{app: web}');
    const entry = labels.entries.get('app');
    const text = entry?.key.document.text ?? '';
    expect(text.slice(entry?.key.start, entry?.key.end)).toBe('app');
  });

  test('merge keys are followed, and what stands beside them wins', () => {
    const object = objectIn(
      'namespace',
      'apiVersion: v1\nkind: Namespace\nx: &x {app: a, tier: front}\ny: &y {tier: back, team: t}\nmetadata:\n  name: a\n  labels:\n    <<: [*x, *y]\n    app: b\n',
    );
    expect(shownLabels(object.labels)).toEqual({ app: 'b', tier: 'front', team: 't' });
  });

  test('a key that is very long does not make the message long', () => {
    const object = labelled(`{${'k'.repeat(300)}: 7}`);
    expect(object.problems[0]?.message.length).toBeLessThanOrEqual(120);
  });
});
