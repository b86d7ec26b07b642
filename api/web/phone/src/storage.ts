// Whether the browser promises to keep what the phone holds. Old ones know neither question.

/** Whether a write failed because the phone has no room left. Dexie wraps the browser's word for it. */
export function isFull(fault: unknown): boolean {
  if (typeof fault !== 'object' || fault === null) return false
  const { name, inner } = fault as { name?: unknown; inner?: unknown }
  return name === 'QuotaExceededError' || isFull(inner)
}

interface Keeper {
  persist?(): Promise<boolean>
  persisted?(): Promise<boolean>
  estimate?(): Promise<StorageEstimate>
}

const keeper = () => (navigator as { storage?: Keeper }).storage

export async function askToKeep(): Promise<boolean | undefined> {
  return keeper()?.persist?.().catch(() => false)
}

export async function isKept(): Promise<boolean | undefined> {
  return keeper()?.persisted?.().catch(() => false)
}

export async function room(): Promise<{ used: number; of: number } | undefined> {
  const estimate = await keeper()?.estimate?.().catch(() => undefined)
  return estimate === undefined ? undefined : { used: estimate.usage ?? 0, of: estimate.quota ?? 0 }
}
