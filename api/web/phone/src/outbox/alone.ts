// One round at a time on this phone, whichever tabs are open. Web Locks where there are any; a lease in the database on
// the older browsers that have none.

import type { PhoneDb } from '../db/db'

const NAME = 'zerotrip-outbox'
/** A tab that died gives its lease up after this long; one that lives renews it each round. */
const LEASE = 120_000

/** Runs `work` if no other tab is at it; tells whether it ran. */
export async function alone(db: PhoneDb, clock: () => number, work: () => Promise<void>): Promise<boolean> {
  const locks = typeof navigator === 'undefined' ? undefined : (navigator as { locks?: LockManager }).locks
  if (locks === undefined) return leased(db, clock, work)
  return locks.request(NAME, { ifAvailable: true }, async (lock) => {
    if (lock === null) return false
    await work()
    return true
  })
}

export async function leased(db: PhoneDb, clock: () => number, work: () => Promise<void>): Promise<boolean> {
  const until = clock() + LEASE
  const taken = await db.transaction('rw', db.meta, async () => {
    const held = (await db.meta.get(NAME))?.value
    if (typeof held === 'number' && held > clock()) return false
    await db.meta.put({ name: NAME, value: until })
    return true
  })
  if (!taken) return false
  try {
    await work()
  } finally {
    await db.meta.delete(NAME)
  }
  return true
}
