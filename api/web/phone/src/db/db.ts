// What the phone keeps, as tables. Columns that are not `sealed` are facts that a thief may read: ids, states, times,
// sizes, codes of items. Names, numbers, addresses, notes and pictures are sealed under the PIN's key, or to the server.

import Dexie, { type Table } from 'dexie'
import type { AckRow, DataRow, MediaRow } from '../outbox/rows'

/** A named value: the vault's record, the device's id, cursors, public texts. */
export interface MetaRow {
  name: string
  value: unknown
}

/** A copy of something of the server's, sealed. */
export interface SyncedRow {
  /** `visit:…`, `case:…`, `resident:…` */
  name: string
  kind: 'visit' | 'case' | 'resident' | 'not_applied'
  sealed: ArrayBuffer
  /** Made on this phone, and the server has not told of it yet: a copy that is dropped and brought anew keeps it. */
  own?: true
}

/** A keyed digest of an ID number, and whose it is. */
export interface DigestRow {
  digest: string
  residentId: string
}

/** A case that is being prepared, or a visit's notes. */
export interface DraftRow {
  id: string
  visitId: string
  sealed: ArrayBuffer
  updatedAt: number
}

/** The small picture of a photo, so that the worker sees what was taken. */
export interface ThumbRow {
  fileId: string
  draftId: string
  sealed: ArrayBuffer
}

/** A sealed photo's bytes: age, to the server's recipient. */
export interface BytesRow {
  fileId: string
  bytes: ArrayBuffer
}

export class PhoneDb extends Dexie {
  meta!: Table<MetaRow, string>
  synced!: Table<SyncedRow, string>
  drafts!: Table<DraftRow, string>
  thumbs!: Table<ThumbRow, string>
  data!: Table<DataRow, number>
  media!: Table<MediaRow, string>
  bytes!: Table<BytesRow, string>
  acks!: Table<AckRow, string>
  digests!: Table<DigestRow, string>

  constructor(name = 'zerotrip-phone') {
    super(name)
    this.version(1).stores({
      meta: 'name',
      synced: 'name, kind',
      drafts: 'id, visitId',
      thumbs: 'fileId, draftId',
      data: '++seq, &writeId, objectId',
      media: 'fileId, draftId',
      bytes: 'fileId',
      acks: 'caseId',
    })
    this.version(2).stores({ digests: 'digest, residentId' })
  }

  /** Forgets photos for good; within a transaction over `media` and `bytes`. */
  async forgetPhotos(fileIds: string[]): Promise<void> {
    await Promise.all([this.media.bulkDelete(fileIds), this.bytes.bulkDelete(fileIds)])
  }

  async value<Value>(name: string): Promise<Value | undefined> {
    return (await this.meta.get(name))?.value as Value | undefined
  }

  async setValue(name: string, value: unknown): Promise<void> {
    await this.meta.put({ name, value })
  }
}
