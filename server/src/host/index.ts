export { disk, findRoot, type Root } from './disk';
export * from './file-system';
export { changedFiles, type GitProblem } from './git';
export {
  type Loaded,
  type LoadLimits,
  type LoadOptions,
  type LoadProgress,
  load,
  type Reread,
  readAgain,
} from './load';
export { type MemoryContent, type MemoryFileSystem, type MemoryFiles, memory } from './memory';
export { type OpenTexts, overlay } from './overlay';
export { openRevision, type Revision, type RevisionRange, revisionRange } from './revision';
