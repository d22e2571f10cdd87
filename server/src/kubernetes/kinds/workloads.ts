import type { PodHabits } from '../pods';
import { type KindTable, table } from './table';

const FAITHFUL: PodHabits = { faithful: true };
const LIKE_A_DEPLOYMENT: PodHabits = { faithful: true, added: new Set(['pod-template-hash']) };
const LIKE_A_DAEMON_SET: PodHabits = {
  faithful: true,
  added: new Set(['controller-revision-hash', 'pod-template-generation']),
};
const LIKE_A_STATEFUL_SET: PodHabits = {
  faithful: true,
  added: new Set(['controller-revision-hash', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index']),
};
const LIKE_A_JOB: PodHabits = {
  faithful: true,
  added: new Set(['job-name', 'controller-uid', 'batch.kubernetes.io/job-name', 'batch.kubernetes.io/controller-uid']),
};

const OF_OPENSHIFT: PodHabits = {
  faithful: true,
  opensLabels: true,
  added: new Set(['deployment', 'deploymentconfig']),
};

/** Workload kinds whose pods are made from the template as it stands, with the labels their controllers add (S026). */
export const WORKLOADS: ReadonlyMap<string, ReadonlyMap<string, PodHabits>> = new Map(
  Object.entries({
    Pod: [['', FAITHFUL]],
    PodTemplate: [['', FAITHFUL]],
    ReplicationController: [['', FAITHFUL]],
    Deployment: [
      ['apps', LIKE_A_DEPLOYMENT],
      ['extensions', LIKE_A_DEPLOYMENT],
    ],
    // A ReplicaSet has the hash in its template where a Deployment made it, and none where a person wrote it.
    ReplicaSet: [
      ['apps', FAITHFUL],
      ['extensions', FAITHFUL],
    ],
    DaemonSet: [
      ['apps', LIKE_A_DAEMON_SET],
      ['extensions', LIKE_A_DAEMON_SET],
      ['apps.kruise.io', LIKE_A_DAEMON_SET],
    ],
    StatefulSet: [
      ['apps', LIKE_A_STATEFUL_SET],
      ['apps.kruise.io', LIKE_A_STATEFUL_SET],
    ],
    Job: [
      ['batch', LIKE_A_JOB],
      ['extensions', LIKE_A_JOB],
    ],
    CronJob: [['batch', LIKE_A_JOB]],
    // Argo Rollouts
    Rollout: [['argoproj.io', { faithful: true, added: new Set(['rollouts-pod-template-hash']) }]],
    // OpenShift; without a group in old manifests
    DeploymentConfig: [
      ['apps.openshift.io', OF_OPENSHIFT],
      ['', OF_OPENSHIFT],
    ],
    // OpenKruise
    CloneSet: [
      [
        'apps.kruise.io',
        {
          faithful: true,
          added: new Set(['controller-revision-hash', 'pod-template-hash', 'apps.kruise.io/cloneset-instance-id']),
        },
      ],
    ],
    // Knative adds a queue proxy with its own ports, and labels.
    Service: [['serving.knative.dev', { faithful: false, added: new Set(['serving.knative.dev/service']) }]],
    Configuration: [['serving.knative.dev', { faithful: false }]],
    // The job set and leader-worker controllers add labels and environment, no containers; still not read as faithful.
    LeaderWorkerSet: [['leaderworkerset.x-k8s.io', { faithful: false }]],
    JobSet: [['jobset.x-k8s.io', { faithful: false }]],
  } satisfies Record<string, [string, PodHabits][]>).map(([kind, groups]) => [
    kind,
    new Map<string, PodHabits>(groups as [string, PodHabits][]),
  ]),
);

/** Kinds whose templates are patterns, patches or steps, never the pods of a standing workload. */
export const NEVER_WORKLOADS: KindTable = table({
  // patterns of policies
  'kyverno.io': '*',
  'policies.kyverno.io': '*',
  'templates.gatekeeper.sh': '*',
  'constraints.gatekeeper.sh': '*',
  'mutations.gatekeeper.sh': '*',
  'admissionregistration.k8s.io': '*',
  // schemas
  'apiextensions.k8s.io': '*',
  // steps that come and go
  'argoproj.io': [
    'Workflow',
    'WorkflowTemplate',
    'ClusterWorkflowTemplate',
    'CronWorkflow',
    'Sensor',
    'AnalysisTemplate',
    'ClusterAnalysisTemplate',
    'AnalysisRun',
  ],
  'tekton.dev': '*',
  // templates of other objects
  'bitnami.com': '*',
  'cert-manager.io': '*',
  'kustomize.config.k8s.io': '*',
  builtin: '*',
});
