import { join } from 'node:path';
import { readIfThere } from './places.mjs';
import { runNpm } from './processes.mjs';

/**
 * Installs what the lock file of a folder says, if that is not what lies there already.
 * npm keeps a copy of the lock file inside node_modules, written when it has finished: that is the stamp.
 * No package runs a script of its own: none of ours needs to.
 */
export function installPackages(folder, say) {
  if (isInstalled(folder)) return false;
  say?.(`installing what ${folder === process.cwd() ? 'package-lock.json' : join(folder, 'package-lock.json')} says`);
  runNpm(['ci', '--ignore-scripts'], folder);
  return true;
}

function isInstalled(folder) {
  const wanted = packagesOf(join(folder, 'package-lock.json'));
  const present = packagesOf(join(folder, 'node_modules', '.package-lock.json'));
  if (wanted === undefined) throw new Error(`no readable package-lock.json in ${folder}`);
  if (present === undefined) return false;
  const extra = Object.keys(present).some((path) => wanted[path] === undefined);
  return !extra && Object.entries(wanted).every(([path, entry]) => path === '' || hasPackage(present[path], entry));
}

function hasPackage(present, wanted) {
  if (present !== undefined) return present.version === wanted.version && present.integrity === wanted.integrity;
  return wanted.optional === true && !isForThisMachine(wanted);
}

/** Only a package that names our system and processor must be there; of the others npm knows better. */
function isForThisMachine(entry) {
  const named = entry.os !== undefined && entry.cpu !== undefined && entry.libc === undefined;
  return named && entry.os.includes(process.platform) && entry.cpu.includes(process.arch);
}

function packagesOf(path) {
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text).packages;
  } catch {
    return undefined;
  }
}
