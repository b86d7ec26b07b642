// How things get into the outbox: in one transaction with what they follow from. Knows the tables and the rows.

import { uuidv7 } from '@zerotrip/shared/uuid'
import type { PhoneDb } from '../db/db'
import { isVersioned, type DataRow, type FrozenBody } from './rows'

export interface Write {
  act: DataRow['act']
  objectId: string
  method: 'PUT' | 'POST'
  path: string
  body: FrozenBody
  /** The version the phone has seen; a write that is queued before this one tells a newer one when it is answered. */
  baseVersion: number
  item?: string
  things?: NonNullable<DataRow['things']>
  /** Objects that it is about: it waits for those that this phone made and the server does not have. */
  needs?: string[]
  /** UUIDv7; made here unless the body was sealed together with it. */
  writeId?: string
}

/** Queues a write. One that was never attempted and says the whole again (a `PUT`) is replaced by it. */
export function enqueue(db: PhoneDb, write: Write, now: number, claims: string[] = []): Promise<void> {
  return db.transaction('rw', [db.data, db.media, db.acks], async () => {
    const before = await db.data.where('objectId').equals(write.objectId).sortBy('seq')
    const replaced = before.filter((row) => write.method === 'PUT' && row.act === write.act && row.attempts === 0)
    await db.data.bulkDelete(replaced.flatMap((row) => (row.seq === undefined ? [] : [row.seq])))
    const waits = before.length > replaced.length
    const { baseVersion, ...rest } = write
    const row: DataRow = {
      ...rest,
      writeId: write.writeId ?? uuidv7(now),
      state: 'queued',
      attempts: 0,
      nextAt: 0,
      createdAt: now,
    }
    // What comes in the place of another keeps it: acts that were queued behind it still go after it.
    const place = replaced[0]?.seq
    if (place !== undefined) row.seq = place
    if (claims.length > 0) row.files = claims
    // A body that is sealed to the server holds its version already; any other learns it from the reply before it.
    if (!waits || row.body.kind === 'age' || !isVersioned(row.act)) row.baseVersion = baseVersion
    await db.data.add(row)
    for (const fileId of claims) await claim(db, fileId, write.objectId)
  })
}

async function claim(db: PhoneDb, fileId: string, caseId: string): Promise<void> {
  await db.media.where('fileId').equals(fileId).modify((row) => {
    row.claimed = true
    if (!row.awaits.includes(caseId)) row.awaits.push(caseId)
  })
}

/** The newest version of an object that the phone has heard of: of its copy, or of an answer since. */
export async function versionOf(db: PhoneDb, objectId: string, copied: number): Promise<number> {
  return Math.max(copied, (await db.value<number>(`version:${objectId}`)) ?? 0)
}

/** The worker says: try this one again now. A body that was refused goes out unchanged, under its own `write_id`. */
export async function tryAgain(db: PhoneDb, now: number): Promise<void> {
  await db.transaction('rw', [db.data, db.media, db.acks], async () => {
    const due = { nextAt: now }
    await db.data.filter((row) => row.state === 'queued').modify(due)
    await db.media.filter((row) => row.state === 'queued').modify(due)
    await db.acks.toCollection().modify(due)
  })
}

/** The line may be back: what waits because nobody answered is due. What the server told to wait goes on waiting. */
export async function wake(db: PhoneDb, now: number): Promise<void> {
  await db.transaction('rw', [db.data, db.media], async () => {
    const due = { nextAt: now }
    await db.data.filter((row) => row.state === 'queued' && row.reason === undefined).modify(due)
    await db.media.filter((row) => row.state === 'queued' && row.reason === undefined).modify(due)
  })
}

/** The worker gives up what was set aside. Photos that no other case waits for go with their case. */
export function drop(db: PhoneDb, seq: number): Promise<void> {
  return db.transaction('rw', [db.data, db.media, db.bytes], async () => {
    const row = await db.data.get(seq)
    if (row === undefined || row.state !== 'aside') return
    await db.data.delete(seq)
    const next = (await db.data.where('objectId').equals(row.objectId).sortBy('seq'))[0]
    if (next?.seq !== undefined && next.baseVersion === undefined && row.baseVersion !== undefined) {
      // A refused write changed nothing: the next one is made on what this one was made on.
      await db.data.update(next.seq, { baseVersion: row.baseVersion })
    }
    const whole = row.act === 'put-case'
    if (whole && next !== undefined) return
    // A case that is given up takes all its photos with it, an act the signature that it names.
    const goes = (file: { fileId: string }) => whole || (row.files ?? []).includes(file.fileId)
    for (const file of await db.media.filter((file) => goes(file) && file.awaits.includes(row.objectId)).toArray()) {
      const awaits = file.awaits.filter((caseId) => caseId !== row.objectId)
      if (awaits.length === 0) await db.forgetPhotos([file.fileId])
      else await db.media.update(file.fileId, { awaits })
    }
  })
}

/** The worker takes back what was set aside, to say it anew: its photos stay. */
export async function withdraw(db: PhoneDb, seq: number): Promise<void> {
  await db.data.where('seq').equals(seq).and((row) => row.state === 'aside').delete()
}

/** A photo that was set aside, dropped once the worker has taken another. */
export function dropPhoto(db: PhoneDb, fileId: string): Promise<void> {
  return db.transaction('rw', [db.media, db.bytes], async () => {
    if ((await db.media.get(fileId))?.state === 'aside') await db.forgetPhotos([fileId])
  })
}
