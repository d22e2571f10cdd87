import { deref, get, type Place, type YamlDocument, type YamlFile, type YamlNode } from '../yaml';
import type { ApprovedPort, Charter, CharterOverrides, CharterProblem, ClusterFacts, ReservedPort } from './charter';
import { CHARTER_KIND, CHARTER_SHAPE } from './charter-shape';
import { CHARTER_FILE, defaultCharter } from './defaults';
import { placeToShow, readShape } from './reader';
import type { Entry, Shape } from './shape';

/** Never throws: what is wrong is in `problems`, and the rest is read as far as it goes. */
export function readCharter(file: YamlFile): Charter {
  const problems: CharterProblem[] = [];
  const document = documentOf(file, problems);
  const defaults: Charter = { ...defaultCharter(), path: file.path, source: file, problems };
  if (document?.root === undefined || document.root === null) return defaults;
  // Where the YAML itself is broken, the tree is not what the author wrote, and complaints about it would be noise.
  const isBlocked = document.problems.some((problem) => problem.blocking);
  const found = isBlocked ? [] : problems;
  const root = readShape(CHARTER_SHAPE, document.root, '', found);
  if (root === undefined) return defaults;
  checkHead(document.root, found);
  if (root.spec === undefined) return defaults;
  const charter = charterOf(root.spec, defaults, found);
  // Half an exception might silence more than anybody meant.
  return { ...charter, exceptions: isBlocked ? [] : charter.exceptions, problems };
}

/** A broken charter keeps the last good one, and says what is broken in its own place. */
export function keepLastGood(previous: Charter | undefined, next: Charter): Charter {
  if (previous === undefined || !isBroken(next)) return next;
  return { ...previous, path: next.path, source: next.source, problems: next.problems };
}

export function isBroken(charter: Charter): boolean {
  return charter.problems.some((problem) => problem.severity === 'error');
}

type ValueOf<S> = S extends Shape<infer T> ? T : never;
type Spec = NonNullable<ValueOf<typeof CHARTER_SHAPE>['spec']>;
type Part<K extends keyof Spec> = NonNullable<Spec[K]>;
type Overrides = NonNullable<Part<'environments'>[number]['overrides']>;

function charterOf(spec: Spec, defaults: Charter, problems: CharterProblem[]): Charter {
  return {
    ...defaults,
    profile: spec.profile ?? defaults.profile,
    files: {
      exclude: spec.files?.exclude ?? defaults.files.exclude,
      maxBytes: spec.files?.maxSize ?? defaults.files.maxBytes,
    },
    ports: { ...defaults.ports, ...portsOf(spec.ports, problems) },
    exposure: { ...defaults.exposure, ...exposureOf(spec.exposure) },
    needs: { ...defaults.needs, ...needsOf(spec.needs) },
    cluster: { ...defaults.cluster, ...clusterOf(spec.cluster) },
    ingressControllers: (spec.ingressControllers ?? []).map((controller) => ({
      class: controller.class,
      namespace: controller.namespace,
      labels: labelsOf(controller.labels),
    })),
    environments: environmentsOf(spec.environments ?? [], problems),
    guardrails: settingsOf(spec.guardrails) ?? defaults.guardrails,
    exceptions: (spec.exceptions ?? []).map(({ guardrail, object, path, reason, expires, place, places }) => ({
      guardrail,
      object,
      path,
      reason,
      expires,
      place: places.get('guardrail') ?? place,
    })),
  };
}

function environmentsOf(environments: Part<'environments'>, problems: CharterProblem[]): Charter['environments'] {
  const names = new Set<string>();
  return environments.flatMap(({ name, include, exclude, overrides, place, places }) => {
    if (names.has(name)) {
      const message = `the environment "${name}" is there already`;
      problems.push({ message, place: places.get('name') ?? place, severity: 'error' });
      return [];
    }
    names.add(name);
    return [{ name, include, exclude: exclude ?? [], overrides: overridesOf(overrides, problems) }];
  });
}

function overridesOf(overrides: Overrides | undefined, problems: CharterProblem[]): CharterOverrides {
  if (overrides === undefined) return {};
  const guardrails = settingsOf(overrides.guardrails);
  return {
    ...(overrides.profile === undefined ? {} : { profile: overrides.profile }),
    ...(overrides.ports === undefined ? {} : { ports: portsOf(overrides.ports, problems) }),
    ...(overrides.exposure === undefined ? {} : { exposure: exposureOf(overrides.exposure) }),
    ...(overrides.needs === undefined ? {} : { needs: needsOf(overrides.needs) }),
    ...(overrides.cluster === undefined ? {} : { cluster: clusterOf(overrides.cluster) }),
    ...(guardrails === undefined ? {} : { guardrails }),
  };
}

function portsOf(ports: Part<'ports'> | undefined, problems: CharterProblem[]): Partial<Charter['ports']> {
  const { approved, reserved, documentation } = ports ?? {};
  const range = <
    T extends { port: number; endPort: number | undefined; place: Place; places: ReadonlyMap<string, Place> },
  >(
    entry: T,
  ) => {
    const endPort = entry.endPort ?? entry.port;
    if (endPort >= entry.port) return [{ ...entry, endPort }];
    const message = `endPort ${endPort} is below port ${entry.port}`;
    problems.push({ message, place: entry.places.get('endPort') ?? entry.place, severity: 'error' });
    return [];
  };
  return {
    ...(approved === undefined
      ? {}
      : {
          approved: approved.flatMap(range).map(
            ({ port, endPort, protocol, purpose, namespaces, appliesTo }): ApprovedPort => ({
              port,
              endPort,
              protocol,
              purpose,
              namespaces,
              appliesTo: appliesTo ?? ['service'],
            }),
          ),
        }),
    ...(reserved === undefined
      ? {}
      : {
          reserved: reserved.flatMap(range).map(
            (entry): ReservedPort => ({
              port: entry.port,
              endPort: entry.endPort,
              for: entry.for,
            }),
          ),
        }),
    ...(documentation === undefined ? {} : { documentation }),
  };
}

function exposureOf(exposure: Part<'exposure'> | undefined): Partial<Charter['exposure']> {
  return exposure?.allowed === undefined ? {} : { allowed: exposure.allowed };
}

function needsOf(needs: Part<'needs'> | undefined): Partial<Charter['needs']> {
  return needs?.required === undefined ? {} : { required: needs.required };
}

function clusterOf(cluster: Part<'cluster'> | undefined): Partial<ClusterFacts> {
  const { version, platform, cni, nodePorts, dns } = cluster ?? {};
  return {
    ...(version === undefined ? {} : { version }),
    ...(platform === undefined ? {} : { platform }),
    ...(cni === undefined ? {} : { cni }),
    ...(nodePorts === undefined ? {} : { nodePorts }),
    ...(dns === undefined ? {} : { dns: { namespace: dns.namespace, labels: labelsOf(dns.labels) } }),
  };
}

function settingsOf(settings: Part<'guardrails'> | undefined): Charter['guardrails'] | undefined {
  if (settings === undefined) return undefined;
  return new Map([...settings].map(([id, { value, place }]) => [id, { severity: value, place }]));
}

function labelsOf(labels: ReadonlyMap<string, Entry<string>> | undefined): ReadonlyMap<string, string> {
  return new Map([...(labels ?? [])].map(([key, { value }]) => [key, value]));
}

/** The document that is the charter; connection assertions may stand beside it, anything else is a mistake. */
function documentOf(file: YamlFile, problems: CharterProblem[]): YamlDocument | undefined {
  const documents = file.documents.map((placed) => placed.document);
  for (const document of documents) {
    for (const { message, start, end, severity } of document.problems.map(withSeverity)) {
      problems.push({ message, place: { document, start, end }, severity });
    }
  }
  const written = documents.filter((document) => document.root !== null);
  const charter = written.find((document) => kindOf(document) === CHARTER_KIND) ?? written[0];
  for (const document of written) {
    if (document === charter || kindOf(document) === 'PortTest' || document.root === null) continue;
    const message = `${CHARTER_FILE} is one document of kind ${CHARTER_KIND}: this one is not read`;
    problems.push({ message, place: placeToShow(document.root), severity: 'error' });
  }
  return charter;
}

function withSeverity(problem: YamlDocument['problems'][number]) {
  return { ...problem, severity: 'error' as const };
}

function kindOf({ root }: YamlDocument): string | undefined {
  const kind = root?.type === 'mapping' ? get(root, 'kind') : undefined;
  return kind?.type === 'scalar' ? kind.text : undefined;
}

/** The reader has said what is wrong with them; here, that they are missing. */
function checkHead(root: YamlNode, problems: CharterProblem[]): void {
  const node = deref(root);
  if (node.type !== 'mapping') return;
  for (const [key, value] of Object.entries(HEAD)) {
    if (get(node, key) !== undefined) continue;
    problems.push({
      message: `${key} is missing: write ${key}: ${value}`,
      place: placeToShow(node),
      severity: 'error',
    });
  }
}

const HEAD = { apiVersion: 'portcullis.dev/v1alpha1', kind: CHARTER_KIND } as const;
