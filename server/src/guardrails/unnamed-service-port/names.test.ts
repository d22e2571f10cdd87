import { expect, test } from 'vitest';
import { isPortName } from '../../kubernetes';
import { check } from '../test-support';

test('V2, V3: an Ingress can use each name that is suggested', () => {
  const { findings } = check({
    'service.yaml': `apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports:
  - {port: 80, targetPort: "8080"}
  - {port: 81, targetPort: averylongnameofaport}
  - {port: 82, targetPort: averylongname15}
  - {port: 83, targetPort: averylongname15, protocol: UDP}
  - {port: 84, appProtocol: "1"}
  - {port: 443, targetPort: 8443}
`,
  });
  const titles = findings.flatMap(({ guardrail, fixes }) =>
    guardrail === 'unnamed-service-port' ? fixes.map((fix) => fix.title) : [],
  );
  const names = titles.map((title) => /"(.*)"/.exec(title)?.[1] ?? '');
  expect(names).toEqual(['http', 'port-81', 'averylongname15', 'port-2', 'port-84', 'https']);
  expect(names.every(isPortName)).toBe(true);
});
