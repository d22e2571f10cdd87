import type { ExplainedPolicy, ExplainedSide, ExplainedWay, ExplainReport, SourcePlace } from './explain-model';
import { type JsonContext, jsonHead } from './json';
import { EXPLAIN_SCHEMA } from './schema';

export function formatExplainJson(report: ExplainReport, context: JsonContext): string {
  const { question, environments } = report;
  const own = {
    question,
    environments: environments.map(({ ways, ...environment }) => ({ ...environment, ways: ways.map(wayData) })),
  };
  // The head is written as for the other reports; the rest follows in the same object.
  return `${jsonHead(EXPLAIN_SCHEMA, context)}${JSON.stringify(own, undefined, 2).slice(2)}\n`;
}

function wayData({ port, egress, ingress, ...way }: ExplainedWay): object {
  return { ...way, port: port ?? null, egress: sideData(egress), ingress: sideData(ingress) };
}

function sideData(side: ExplainedSide | undefined): object | null {
  if (side === undefined) return null;
  const { decidedBy, isolatedBy, nearest, ...rest } = side;
  return {
    ...rest,
    isolatedBy: isolatedBy.map(({ certain, ...policy }) => ({ ...policyData(policy), certain })),
    decidedBy:
      decidedBy === undefined
        ? null
        : { policy: policyData(decidedBy.policy), action: decidedBy.action, place: placeData(decidedBy.place) },
    nearest: nearest.map(({ policy, failedOn, place }) => ({
      policy: policyData(policy),
      failedOn,
      place: placeData(place),
    })),
  };
}

function policyData({ kind, namespace, name, place }: ExplainedPolicy): object {
  return { kind, namespace: namespace ?? null, name, place: placeData(place) };
}

function placeData(place: SourcePlace | undefined): object | null {
  return place === undefined ? null : { file: place.file, line: place.line, column: place.column };
}
