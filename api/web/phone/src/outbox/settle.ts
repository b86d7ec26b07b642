// What an answer changes in the tables, in one transaction. A local copy of a photo goes here and nowhere else, and only
// when the server has answered for that file by name, or when the case that it was for has done without it since.

import type { Schemas } from '@zerotrip/shared/wire'
import type { PhoneDb } from '../db/db'
import type { Acknowledged } from './net'
import { isOfCase, type DataRow, type Told } from './rows'

export function answered(db: PhoneDb, row: DataRow, ack: Acknowledged, now: number): Promise<void> {
  return db.transaction('rw', [db.data, db.media, db.bytes, db.acks, db.meta], async () => {
    if (row.seq !== undefined) await db.data.delete(row.seq)
    if (ack.version !== undefined) {
      await tellNext(db, row.objectId, ack.version)
      await db.setValue(`version:${row.objectId}`, ack.version)
    }
    if (!isOfCase(row.act)) return
    if (ack.version !== undefined) await keepTold(db, row, ack.version)
    await forget(db, row.objectId, ack.acknowledged ?? [])
    const files = await waitingOf(db, row.objectId)
    if (files.length > 0) {
      await db.acks.put({ caseId: row.objectId, files, attempts: 0, nextAt: now, createdAt: now })
    } else {
      await db.acks.delete(row.objectId)
    }
  })
}

const TOLD = 'told'

/** Acts that the copy does not show yet. */
export const toldActs = async (db: PhoneDb): Promise<Told[]> => (await db.value<Told[]>(TOLD)) ?? []

/** The newest acts; a copy is brought right after them, so that few are ever wanted. */
async function keepTold(db: PhoneDb, { writeId, act, objectId, things }: DataRow, version: number): Promise<void> {
  const kept = (await toldActs(db)).slice(-20)
  await db.setValue(TOLD, [...kept, { writeId, act, objectId, version, ...(things === undefined ? {} : { things }) }])
}

/** The first write behind it that was never attempted learns the version it is made on. */
async function tellNext(db: PhoneDb, objectId: string, version: number): Promise<void> {
  const next = (await db.data.where('objectId').equals(objectId).sortBy('seq'))[0]
  if (next?.seq !== undefined && next.attempts === 0) await db.data.update(next.seq, { baseVersion: version })
}

/** What `GET /v1/cases/{id}` says of the files: forget what is verified, set aside what was rejected. */
export function looked(db: PhoneDb, view: Schemas['CaseView'], nextAt: number): Promise<void> {
  return db.transaction('rw', [db.data, db.media, db.bytes, db.acks, db.meta], async () => {
    const verified = view.files.filter((file) => file.state === 'verified').map((file) => file.file_id)
    await forget(db, view.id, verified)
    for (const file of view.files.filter((file) => file.state === 'rejected')) {
      await db.media.update(file.file_id, {
        state: 'aside',
        reason: { code: file.rejected_code ?? 'evidence-damaged', faults: [] },
      })
    }
    await forget(db, view.id, await replacedOf(db, view))
    const row = await db.acks.get(view.id)
    const files = await waitingOf(db, view.id)
    if (row === undefined) return
    if (files.length === 0) await db.acks.delete(view.id)
    else await db.acks.update(view.id, { files, attempts: row.attempts + 1, nextAt })
  })
}

async function forget(db: PhoneDb, caseId: string, files: string[]): Promise<void> {
  for (const fileId of files) {
    const row = await db.media.get(fileId)
    if (row === undefined || !row.awaits.includes(caseId)) continue
    const awaits = row.awaits.filter((other) => other !== caseId)
    if (awaits.length === 0) await db.forgetPhotos([fileId])
    else await db.media.update(fileId, { awaits })
  }
}

/** Photos that an earlier filing named and the case does not name any more: another was taken, and nobody will answer for it. */
async function replacedOf(db: PhoneDb, view: Schemas['CaseView']): Promise<string[]> {
  const isBehind = view.version < ((await db.value<number>(`version:${view.id}`)) ?? 0)
  if (isBehind || (await db.data.where('objectId').equals(view.id).count()) > 0) return []
  const named = new Set(view.files.map((file) => file.file_id))
  return (await waitingOf(db, view.id)).filter((fileId) => !named.has(fileId))
}

async function waitingOf(db: PhoneDb, caseId: string): Promise<string[]> {
  const rows = await db.media.filter((row) => row.state === 'queued' && row.awaits.includes(caseId)).toArray()
  return rows.map((row) => row.fileId)
}
