import type { Charter } from './charter';

/** The charter as it holds in an environment of that name; the same one where nothing is different there. */
export function charterFor(charter: Charter, environmentName: string): Charter {
  const environment = charter.environments.find(({ name }) => name === environmentName);
  const overrides = environment?.overrides;
  if (overrides === undefined || Object.keys(overrides).length === 0) return charter;
  return {
    ...charter,
    profile: overrides.profile ?? charter.profile,
    ports: { ...charter.ports, ...overrides.ports },
    exposure: { ...charter.exposure, ...overrides.exposure },
    needs: { ...charter.needs, ...overrides.needs },
    cluster: { ...charter.cluster, ...overrides.cluster },
    guardrails: new Map([...charter.guardrails, ...(overrides.guardrails ?? [])]),
  };
}
