/**
 * A word that stands for a port until somebody replaces it: `PORT`, `SERVICE_PORT`, `YOUR-PORT-HERE`. What it becomes,
 * nobody can tell (trap 16). `EXPORTER` is a name in capitals.
 */
export function isStandIn(text: string): boolean {
  return /^[A-Z][A-Z0-9_-]*$/.test(text) && /(?<![A-Z])PORTS?(?![A-Z])/.test(text);
}

/** Has a sign by which templates mark what somebody fills in: `<host>`, `{{port}}`, `$NAME`, `[domain]`, `%s` (trap 16). */
export function hasTemplateSign(text: string): boolean {
  return /<[^<>]*>|[{}()[\]$%]/.test(text);
}

/** Has a word in capitals with an underscore in it: `SERVICE_TYPE`, `YOUR_OFFICE/32`. Values of the API have none (trap 16). */
export function hasStandInWord(text: string): boolean {
  return /[A-Z][A-Z0-9]{0,62}_[A-Z0-9]/.test(text);
}
