import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The pages of the guardrails, as they ship in the package. */
export interface Pages {
  uri(guardrail: string): string | undefined;
  text(guardrail: string): string | undefined;
}

export function pagesIn(packageDirectory: string): Pages {
  const texts = new Map<string, string | undefined>();
  const fileOf = (guardrail: string): string => join(packageDirectory, 'docs', 'guardrails', `${guardrail}.md`);
  const text = (guardrail: string): string | undefined => {
    if (!texts.has(guardrail)) texts.set(guardrail, readText(fileOf(guardrail)));
    return texts.get(guardrail);
  };
  return {
    text,
    uri: (guardrail) => (text(guardrail) === undefined ? undefined : pathToFileURL(fileOf(guardrail)).href),
  };
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
