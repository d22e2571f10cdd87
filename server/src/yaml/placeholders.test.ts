// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what is read here
import { describe, expect, test } from 'vitest';
import { get } from './navigate';
import { PLACEHOLDER } from './node';
import { asMapping, asScalar, asSequence, documentOf, plain, problemsOf, rootOf, sourceOf } from './tree.test-help';

describe('a scalar that somebody else fills in is unknown', () => {
  test.each([
    ['port: {{ .Values.port }}', '{{ .Values.port }}'],
    ['port: {{ .Values.port | default 80 }}', '{{ .Values.port | default 80 }}'],
    ['port: "{{ .Values.port }}"', '"{{ .Values.port }}"'],
    ['port: "{{ .Values.port | default "80" }}"', '"{{ .Values.port | default "80" }}"'],
    ['port: {{ include "shop.port" . }} # web', '{{ include "shop.port" . }}'],
    ['port: {{ .a }}-{{ .b }}:80', '{{ .a }}-{{ .b }}:80'],
    ['port: prefix-{{ .a }}', 'prefix-{{ .a }}'],
    ['port: ${PORT}', '${PORT}'],
    ['port: ${PORT:-9002}', '${PORT:-9002}'],
    ["port: '${PORT:-9002}'", "'${PORT:-9002}'"],
    ['port: {% if x %}1{% endif %}', '{% if x %}1{% endif %}'],
    ['port: |\n  {{ if x }}\n  text\n', '|\n  {{ if x }}\n  text'],
  ])('%j', (text, source) => {
    const root = rootOf(text);
    const port = asScalar(get(root, 'port'));
    expect(port.value).toBe(PLACEHOLDER);
    expect(sourceOf(port)).toBe(source);
    expect(root.document.hasPlaceholders).toBe(true);
    expect(root.document.problems).toEqual([]);
  });

  test('its text has its own characters back', () => {
    const root = rootOf('a: x{{ .b }}y${C}\nd: "{{ "e" }}"\nf: >\n  {{ g }}\n  h\ni: j\n');
    expect(root.pairs.map(({ value }) => asScalar(value).text)).toEqual([
      'x{{ .b }}y${C}',
      '{{ "e" }}',
      '{{ g }} h\n',
      'j',
    ]);
  });

  test('in flow collections and in keys', () => {
    const root = rootOf('ports: [{{ .a }}, ${B}, 80]\nlabels: {{{ .key }}: x, y: {{ .z }}}\n{{ .name }}: v\n');
    expect(asSequence(get(root, 'ports')).items.map(plain)).toEqual(['<{{ .a }}>', '<${B}>', 80]);
    expect(asScalar(root.pairs[2]?.key).value).toBe(PLACEHOLDER);
  });

  test('$(NAME) is none: Kubernetes expands it itself', () => {
    const root = rootOf('a: $(PORT)\nb: $PORT\nc: ${}\nd: "{{"\n');
    expect(root.document.problems).toEqual([]);
    expect(root.pairs.slice(0, 4).map(({ value }) => asScalar(value).value)).toEqual(['$(PORT)', '$PORT', '${}', '{{']);
  });
});

describe('a template is no plain YAML', () => {
  test.each([
    ['a: b\n{{- if .x }}\nc: d\n{{- end }}\n', '{{- if .x }}'],
    ['metadata:\n  {{- include "x" . | nindent 4 }}\n  name: y\n', '{{- include "x" . | nindent 4 }}'],
    ['labels:\n  {{- include "x" . | nindent 4 }}\n', '{{- include "x" . | nindent 4 }}'],
    ['{{ include "all" . }}\n', '{{ include "all" . }}'],
    ['a: b\n{% if x %}\nc: d\n{% endif %}\n', '{% if x %}'],
    ['{{- /* a\n  comment */ -}}\na: b\n', '{{- /* a'],
    ['a: b\n$extraLines\nc: d\n', '$extraLines'],
    ['list:\n  - {{ item "x" }}\n    y: z\n', '{{ item "x" }}'],
  ])('%j', (text, at) => {
    const { problems } = documentOf(text);
    expect(problems.map(({ code, blocking }) => [code, blocking])).toEqual([['template', true]]);
    expect(text.slice(problems[0]?.start, problems[0]?.end)).toBe(at);
  });

  test('what could be read is there', () => {
    const { root } = documentOf('kind: Service\n{{- if .x }}\nspec:\n  port: {{ .port }}\n{{- end }}\n');
    expect(plain(asMapping(root))).toEqual(
      new Map<string, unknown>([
        ['kind', 'Service'],
        ['spec', new Map([['port', '<{{ .port }}>']])],
      ]),
    );
  });

  test('brackets that only look like a placeholder are read as brackets', () => {
    expect(plain(documentOf('{"{{": {"a": {}}}\n').root)).toEqual(new Map([['{{', new Map([['a', new Map()]])]]));
    expect(problemsOf('a: "{{"\nb: {c: {d: e}}\n')).toEqual([]);
  });

  test('an action over several lines', () => {
    const { problems, root } = documentOf('a: b\n{{- include "x" (dict\n  "c" "d"\n) }}\ne: f\n');
    expect(problems.map(({ code }) => code)).toEqual(['template']);
    expect(plain(root)).toEqual(
      new Map([
        ['a', 'b'],
        ['e', 'f'],
      ]),
    );
    expect(plain(documentOf('a: {{ tpl (dict\n  "c" "d") . }}\ne: f\n').root)).toEqual(
      new Map([
        ['a', '<{{ tpl (dict\n  "c" "d") . }}>'],
        ['e', 'f'],
      ]),
    );
  });

  test('lines of text in a block scalar are no instructions', () => {
    expect(problemsOf('a: |\n  {{- if x }}\n  b\n  {{- end }}\nc: d\n')).toEqual([]);
  });

  test('a syntax error elsewhere stays one', () => {
    expect(problemsOf('a: "{{ x }}"\nb: [c\nd: e\n')).toEqual(['syntax: d:']);
  });
});
