import type { Place, YamlFile } from '../yaml';

/** What the team wrote in `portcullis.yaml`, with defaults filled in. Reading never fails: what is wrong is in `problems`. */
export interface Charter {
  /** Path of the file it was read from; undefined where there is none. */
  readonly path: string | undefined;
  /** The file as it was read, in which `problems` and the other places of a charter stand. */
  readonly source: YamlFile | undefined;
  readonly profile: Profile;
  readonly files: { readonly exclude: readonly string[]; readonly maxBytes: number };
  readonly ports: {
    /** Undefined: anything goes. */
    readonly approved: readonly ApprovedPort[] | undefined;
    readonly reserved: readonly ReservedPort[];
    readonly documentation: 'optional' | 'required';
  };
  readonly exposure: { readonly allowed: readonly string[] | undefined };
  readonly needs: { readonly required: boolean };
  readonly cluster: ClusterFacts;
  readonly ingressControllers: readonly IngressController[];
  readonly environments: readonly CharterEnvironment[];
  /** Severity by guardrail id, as the team set it; ids that no guardrail has are kept, and reported. */
  readonly guardrails: ReadonlyMap<string, GuardrailSetting>;
  readonly exceptions: readonly Exception[];
  readonly problems: readonly CharterProblem[];
}

export type Profile = 'default' | 'strict' | 'audit';
export type Severity = 'error' | 'warning' | 'info';
export type SeverityOrOff = Severity | 'off';

interface GuardrailSetting {
  readonly severity: SeverityOrOff;
  readonly place: Place;
}

export type PortUse = 'service' | 'target' | 'container';

export interface ApprovedPort {
  readonly port: number;
  /** Equal to `port` for a single one. */
  readonly endPort: number;
  readonly protocol: string | undefined;
  readonly purpose: string | undefined;
  /** Undefined: every namespace. */
  readonly namespaces: readonly string[] | undefined;
  readonly appliesTo: readonly PortUse[];
}

export interface ReservedPort {
  readonly port: number;
  readonly endPort: number;
  readonly for: string | undefined;
}

/** Facts that manifests do not hold; what is absent is unknown. */
export interface ClusterFacts {
  readonly version: string | undefined;
  readonly platform: string | undefined;
  readonly cni: string | undefined;
  readonly nodePorts: { readonly from: number; readonly to: number } | undefined;
  readonly dns: { readonly namespace: string; readonly labels: ReadonlyMap<string, string> } | undefined;
}

interface IngressController {
  readonly class: string;
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
}

export interface CharterEnvironment {
  readonly name: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly overrides: CharterOverrides;
}

export interface CharterOverrides {
  readonly profile?: Profile;
  readonly ports?: Partial<Charter['ports']>;
  readonly exposure?: Partial<Charter['exposure']>;
  readonly needs?: Partial<Charter['needs']>;
  readonly cluster?: Partial<ClusterFacts>;
  readonly guardrails?: ReadonlyMap<string, GuardrailSetting>;
}

export interface Exception {
  readonly guardrail: string;
  /** `Kind/namespace/name` or `Kind/name`; `*` stands for any run of characters within a part. Undefined: any object. */
  readonly object: string | undefined;
  /** Path pattern; undefined: any file. */
  readonly path: string | undefined;
  readonly reason: string;
  /** ISO date, the last day it holds; undefined: for ever. */
  readonly expires: string | undefined;
  /** Of the id. */
  readonly place: Place;
}

export interface CharterProblem {
  readonly message: string;
  readonly place: Place;
  readonly severity: 'error' | 'warning';
}
