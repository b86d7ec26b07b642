// Where the vault keeps its record, and what dies with its key. Knows the tables; photos and bodies that are sealed to
// the server outlive the key, for the server can still open them.

import { DIGEST_KEY } from '../vault/digest'
import type { VaultPlace } from '../vault/vault'
import type { PhoneDb } from './db'

const RECORD = 'vault'
const TRIES = 'vault.tries'
const UNDER_KEY = ['session', 'sync.cursor', 'camera', DIGEST_KEY]

export function vaultPlace(db: PhoneDb): VaultPlace {
  return {
    record: () => db.value(RECORD),
    keep: (record) => db.setValue(RECORD, record),
    tries: async () => (await db.value<number>(TRIES)) ?? 0,
    setTries: (tries) => db.setValue(TRIES, tries),
    wipe: () => wipeUnderKey(db),
  }
}

async function wipeUnderKey(db: PhoneDb): Promise<void> {
  await db.transaction('rw', [db.meta, db.synced, db.digests, db.drafts, db.thumbs, db.data, db.media, db.bytes], async () => {
    await db.meta.bulkDelete([RECORD, TRIES, ...UNDER_KEY])
    await Promise.all([db.synced.clear(), db.digests.clear(), db.drafts.clear(), db.thumbs.clear()])
    // Nobody is left who could claim the photos of a draft.
    await db.forgetPhotos(await db.media.filter((row) => !row.claimed).primaryKeys())
    await db.data
      .filter((row) => row.body.kind === 'pin')
      .modify((row) => {
        row.state = 'aside'
        row.reason = { code: 'key-lost', faults: [] }
      })
  })
}

/** Everything, as for a device that was reported lost. */
export async function wipeAll(db: PhoneDb): Promise<void> {
  const tables = db.tables
  await db.transaction('rw', tables, async () => {
    await Promise.all(tables.map((table) => table.clear()))
  })
}
