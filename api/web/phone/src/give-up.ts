// The worker gives up a write: it goes, and with it what this phone made for it and the server will never have.

import { copy, db } from './app'
import { drop } from './outbox/enqueue'
import type { DataRow } from './outbox/rows'

export async function giveUp(row: DataRow): Promise<void> {
  if (row.seq === undefined) return
  await drop(db, row.seq)
  if (row.act === 'plan-visit') await copy.remove('visit', row.objectId)
  if (row.act === 'put-resident') await copy.remove('resident', row.objectId)
}
