import type { Charter } from './charter';

/** The one file a team states its wishes in, at the root of a workspace folder or above the paths. */
export const CHARTER_FILE = 'portcullis.yaml';

const MEBIBYTE = 1024 * 1024;

const DEFAULT_CHARTER: Charter = {
  path: undefined,
  source: undefined,
  profile: 'default',
  files: { exclude: [], maxBytes: 8 * MEBIBYTE },
  ports: { approved: undefined, reserved: [], documentation: 'optional' },
  exposure: { allowed: undefined },
  needs: { required: false },
  cluster: { version: undefined, platform: undefined, cni: undefined, nodePorts: undefined, dns: undefined },
  ingressControllers: [],
  environments: [],
  guardrails: new Map(),
  exceptions: [],
  problems: [],
};

/** What holds where the team wrote nothing. */
export function defaultCharter(): Charter {
  return DEFAULT_CHARTER;
}
