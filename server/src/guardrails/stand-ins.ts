/**
 * A word that stands for a port until somebody replaces it: `PORT`, `SERVICE_PORT`, `YOUR-PORT-HERE`. What it becomes,
 * nobody can tell (trap 16).
 */
export function isStandIn(text: string): boolean {
  return /^[A-Z][A-Z0-9_-]*$/.test(text) && text.includes('PORT');
}
