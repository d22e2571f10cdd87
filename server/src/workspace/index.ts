export {
  createSnapshot,
  type SnapshotBuilder,
  type SnapshotInput,
  type SourceFile,
  snapshotBuilder,
  updateSnapshot,
} from './build';
export {
  createDiscovery,
  type Discovery,
  type FileDecision,
  folderOf,
  foldersAbove,
} from './discovery';
export * from './environment';
export { WORKSPACE_ENVIRONMENT } from './plan';
export * from './snapshot';
