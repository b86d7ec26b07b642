// An act at a door becomes a write of the outbox: its body sealed to the server, the signature under it a sealed file that
// is kept until the server answers for it, like a photo.

import { shanghaiTime } from '@zerotrip/shared/format'
import { uuidv7 } from '@zerotrip/shared/uuid'
import type { Schemas } from '@zerotrip/shared/wire'
import type { PhoneDb } from '../db/db'
import { enqueue } from '../outbox/enqueue'
import { freeze, type Sealer } from '../outbox/freeze'


type Signed = { signature?: ArrayBuffer }
/** What the worker notes. `signature` is the PNG of what was written on the screen. */
export type Noted =
  | { act: 'take-over'; things: Schemas['Things'] }
  | { act: 'hand-over'; things: Schemas['Things'] }
  | ({ act: 'deliver'; things: Schemas['Things']; receiver: Schemas['ThingReceiver']; receiverName: string; note: string } & Signed)
  | { act: 'attempt'; reason: Schemas['AttemptReason']; note: string }
  | ({ act: 'originals'; originals: Schemas['TakenOriginal'][]; backBy: string; note: string } & Signed)

export interface Noting extends Sealer {
  db: PhoneDb
  now: number
}

export async function note(noted: Noted, of: { id: string; item: string }, by: Noting): Promise<void> {
  const writeId = uuidv7(by.now)
  const ink = 'signature' in noted && noted.signature !== undefined ? await by.seal(noted.signature, by.recipient) : undefined
  const fileId = uuidv7(by.now)
  const signature = ink && { file_id: fileId, sha256: ink.sha256, size: ink.size, media_type: 'image/png' as const }
  const body = bodyOf(noted, writeId, shanghaiTime(by.now), signature)
  const frozen = await freeze(body, writeId, by)
  const things = thingsOf(noted)
  await by.db.transaction('rw', [by.db.data, by.db.media, by.db.bytes, by.db.acks], async () => {
    if (ink !== undefined) {
      await by.db.bytes.add({ fileId, bytes: ink.bytes })
      await by.db.media.add({
        fileId,
        draftId: writeId,
        sha256: ink.sha256,
        size: ink.size,
        mediaType: 'image/png',
        stored: 0,
        uploaded: false,
        claimed: true,
        awaits: [],
        state: 'queued',
        attempts: 0,
        nextAt: 0,
        createdAt: by.now,
      })
    }
    await enqueue(
      by.db,
      {
        act: noted.act,
        objectId: of.id,
        method: 'POST',
        path: `/v1/cases/${of.id}/${noted.act}`,
        body: frozen,
        baseVersion: 0,
        item: of.item,
        writeId,
        ...(things === undefined ? {} : { things }),
      },
      by.now,
      ink === undefined ? [] : [fileId],
    )
  })
}

type Signature = Schemas['SignatureFile'] | undefined

/** The contract's body of an act. */
export function bodyOf(noted: Noted, writeId: string, at: string, signature: Signature): object {
  const words = 'note' in noted ? noted.note.trim() : ''
  // One character says nothing, and the contract takes two or none.
  const common = { write_id: writeId, device_at: at, ...(words.length < 2 ? {} : { note: words }) }
  switch (noted.act) {
    case 'take-over':
      return { ...common, things: noted.things } satisfies Schemas['TakeOver']
    case 'hand-over':
      return { ...common, things: noted.things, to: 'centre' } satisfies Schemas['HandOver']
    case 'deliver': {
      const name = noted.receiver === 'resident' ? '' : noted.receiverName.trim()
      const taker = { receiver: noted.receiver, ...(name === '' ? {} : { receiver_name: name }) }
      return { ...common, things: noted.things, ...taker, ...(signature && { signature }) } satisfies Schemas['DeliverCase']
    }
    case 'attempt':
      return { ...common, reason: noted.reason } satisfies Schemas['NoteAttempt']
    case 'originals': {
      if (signature === undefined) throw new Error('a slip is signed')
      return { ...common, originals: noted.originals, back_by: noted.backBy, signature } satisfies Schemas['TakeOriginals']
    }
  }
}

function thingsOf(noted: Noted): Schemas['Things'] | undefined {
  if (noted.act === 'attempt') return undefined
  return noted.act === 'originals' ? { originals: noted.originals.map(({ material }) => material) } : noted.things
}

/** Reasons and receivers, in the order in which they are offered. */
export const REASONS: readonly Schemas['AttemptReason'][] = ['not_at_home', 'moved', 'refused', 'address_wrong', 'died']
export const RECEIVERS: readonly Schemas['ThingReceiver'][] = ['resident', 'guardian', 'relative', 'community_worker']
