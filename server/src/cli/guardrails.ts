import { resolve } from 'node:path';
import { severityOf } from '../analysis';
import { type Charter, charterFor, defaultCharter } from '../config';
import { type AnyGuardrail, GUARDRAILS, guardrailById } from '../guardrails';
import type { Arguments } from './arguments';
import { charterFrom } from './charter-file';
import { EXIT, UsageError } from './exit-code';
import { guardrailTable, type ShownGuardrail } from './guardrail-table';
import { checkEnvironments } from './narrow';
import { didYouMean } from './nearest';
import { pageForTerminal } from './page-text';
import { type Pages, pagesIn } from './pages';
import { type CliHost, wantsColor } from './terminal';
import { VERSION } from './version';

export async function guardrails(args: Arguments, host: CliHost): Promise<number> {
  const charter = await charterOf(args, host);
  const pages = pagesIn(host.packageDirectory);
  const [id] = args.operands;
  const shown = (id === undefined ? GUARDRAILS : [known(id)]).map((guardrail) => ({
    guardrail,
    severity: severityOf(guardrail, charter),
  }));
  await host.writeOutput(textOf(shown, id !== undefined, pages, args, host));
  return EXIT.clean;
}

function textOf(shown: readonly ShownGuardrail[], one: boolean, pages: Pages, args: Arguments, host: CliHost): string {
  const color = wantsColor(args.values.get('color'), host);
  const format = args.values.get('format') ?? 'text';
  if (format === 'json') return json(shown, pages);
  if (args.flags.has('quiet')) return shown.map(({ guardrail }) => `${guardrail.id}\n`).join('');
  const [first] = shown;
  const page = one && first !== undefined ? (pages.text(first.guardrail.id) ?? bareText(first)) : undefined;
  if (format === 'markdown') return page ?? markdownTable(shown);
  return page === undefined ? guardrailTable(shown, color, host.columns) : pageForTerminal(page, color, host.columns);
}

function known(id: string): AnyGuardrail {
  const guardrail = guardrailById(id);
  if (guardrail !== undefined) return guardrail;
  const near = didYouMean(
    id,
    GUARDRAILS.map((candidate) => candidate.id),
  );
  throw new UsageError(`unknown guardrail "${id}"${near || '; portcullis guardrails lists them'}`);
}

async function charterOf(args: Arguments, host: CliHost): Promise<Charter> {
  const file = args.values.get('config');
  const environment = args.values.get('environment');
  if (file === undefined) {
    if (environment !== undefined) throw new UsageError('--environment needs --config FILE here');
    return defaultCharter();
  }
  const charter = await charterFrom(resolve(host.cwd, file), file);
  const problem = charter.problems.find((candidate) => candidate.severity === 'error');
  if (problem !== undefined) throw new UsageError(`${file} is broken: ${problem.message}`);
  if (environment === undefined) return charter;
  checkEnvironments(
    [environment],
    charter.environments.map((known) => known.name),
  );
  return charterFor(charter, environment);
}

function json(shown: readonly ShownGuardrail[], pages: Pages): string {
  const list = shown.map(({ guardrail, severity }) => ({
    id: guardrail.id,
    title: guardrail.title,
    category: guardrail.category,
    severity,
    confidence: guardrail.confidence,
    help: pages.uri(guardrail.id) ?? null,
  }));
  const report = {
    schema: 'portcullis.guardrails/1',
    tool: { name: 'portcullis', version: VERSION },
    guardrails: list,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function markdownTable(shown: readonly ShownGuardrail[]): string {
  const rows = shown.map(
    ({ guardrail, severity }) => `| \`${guardrail.id}\` | ${guardrail.category} | ${severity} | ${guardrail.title} |\n`,
  );
  return `| Guardrail | Category | Severity | What it finds |\n|---|---|---|---|\n${rows.join('')}`;
}

function bareText({ guardrail }: ShownGuardrail): string {
  return `# ${guardrail.id}\n\n${guardrail.title}.\n`;
}
