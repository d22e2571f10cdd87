import { CHARTER_FILE, charterTemplate } from '../config';
import { charterFacts } from '../generate';
import { invalid } from './params';
import type { CharterTemplateResult } from './protocol';
import type { Session } from './session';
import { join, keyOf, rootOf } from './uri';

/** A first portcullis.yaml for a folder, made from what its workspace holds. */
export async function charterDraft(session: Session, folderUri: string | undefined): Promise<CharterTemplateResult> {
  await session.ready;
  const folders = session.folders.all();
  const folder =
    folderUri === undefined ? folders.at(-1) : folders.find((candidate) => candidate.key === keyOf(rootOf(folderUri)));
  if (folder === undefined) throw invalid('there is no such folder');
  const state = await folder.workspace?.settled();
  const root = folder.workspace?.root ?? folder.uri;
  return {
    uri: join(root, CHARTER_FILE),
    text: charterTemplate(state === undefined ? { servicePorts: [] } : charterFacts(state.snapshot)),
    exists: state?.snapshot.charter.path !== undefined,
  };
}
