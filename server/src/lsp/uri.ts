/**
 * Addresses as clients write them. Two spellings of one address (`%3A` and `:`, `C:` and `c:`) have one key; what is
 * sent back for an open document is always the client's own spelling.
 */

/** The key of an address: scheme, authority and decoded path. */
export function keyOf(uri: string): string {
  const colon = uri.indexOf(':');
  if (colon < 0) return uri;
  const scheme = uri.slice(0, colon).toLowerCase();
  const rest = decode(withoutQuery(uri.slice(colon + 1)));
  return `${scheme}:${rest.replace(/^\/\/\/([A-Za-z]):/, (_, drive: string) => `///${drive.toLowerCase()}:`)}`;
}

export function schemeOf(uri: string): string {
  const colon = uri.indexOf(':');
  return colon < 0 ? '' : uri.slice(0, colon).toLowerCase();
}

/** Without the slash at its end, so that a path can be put behind it. */
export function rootOf(uri: string): string {
  return uri.replace(/\/+$/, '');
}

/** The path of an address below a root, with `/`; undefined if it is not below it, the empty string for the root itself. */
export function pathBelow(root: string, uri: string): string | undefined {
  return keyBelow(keyOf(rootOf(root)), keyOf(rootOf(uri)));
}

export function keyBelow(rootKey: string, key: string): string | undefined {
  if (key === rootKey) return '';
  return key.startsWith(`${rootKey}/`) ? key.slice(rootKey.length + 1) : undefined;
}

export function join(root: string, path: string): string {
  if (path === '') return rootOf(root);
  return `${rootOf(root)}/${path.split('/').map(encode).join('/')}`;
}

export function nameOf(uri: string): string {
  const root = withoutQuery(rootOf(uri));
  return decode(root.slice(Math.max(root.lastIndexOf('/'), root.indexOf(':')) + 1));
}

// An untitled document's name may hold anything; a query is cut off only where there is an authority or a path.
function withoutQuery(text: string): string {
  return text.startsWith('/') ? text.replace(/[?#].*$/, '') : text;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// With the flag, a surrogate that has its other half is one character and does not match.
const LONE_SURROGATE = /[\ud800-\udfff]/gu;

// As VS Code spells addresses, so that the client finds its own file again.
function encode(segment: string): string {
  return encodeURIComponent(segment.replace(LONE_SURROGATE, '\ufffd')).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
