import { expect, it } from 'vitest';
import { pageForTerminal } from './page-text';

it('sets a page for a terminal', () => {
  const page = `# host-port

A **port** of the host, see [the docs](https://kubernetes.io/docs) and \`hostPort\`; this line is long enough to be broken.

## Example
\`\`\`yaml
ports:
# ^^^ error
\`\`\`
- first point that is so long that it needs a second line in forty columns
- second
`;
  expect(pageForTerminal(page, false, 48)).toBe(`host-port

A port of the host, see the docs
(https://kubernetes.io/docs) and \`hostPort\`;
this line is long enough to be broken.

Example
    ports:
    # ^^^ error
- first point that is so long that it needs a
  second line in forty columns
- second
`);
});
