// Where drafts are kept: sealed under the PIN's key, one row a case. Knows the tables and the key it is handed.

import { uuidv7 } from '@zerotrip/shared/uuid'
import type { DraftRow, PhoneDb } from '../db/db'
import { openBytes, openValue, sealBytes, sealValue } from '../vault/seal'
import type { SealedPhoto } from '../photo/messages'
import type { SealedFile } from '../photo/seal'
import { addFile, removeFile, type Draft, type FilePurpose, type FileRef } from './draft'

export class Drafts {
  constructor(
    private readonly db: PhoneDb,
    private readonly key: () => CryptoKey,
    private readonly clock: () => number = Date.now,
  ) {}

  async save(draft: Draft): Promise<void> {
    await this.db.drafts.put(await this.rowOf(draft))
  }

  private async rowOf(draft: Draft): Promise<DraftRow> {
    const sealed = await sealValue(this.key(), `drafts:${draft.id}`, draft)
    return { id: draft.id, visitId: draft.visitId, sealed, updatedAt: this.clock() }
  }

  async read(id: string): Promise<Draft | undefined> {
    const row = await this.db.drafts.get(id)
    return row === undefined ? undefined : openValue<Draft>(this.key(), `drafts:${id}`, row.sealed)
  }

  async ofVisit(visitId: string): Promise<Draft[]> {
    const rows = await this.db.drafts.where('visitId').equals(visitId).sortBy('id')
    return Promise.all(rows.map((row) => openValue<Draft>(this.key(), `drafts:${row.id}`, row.sealed)))
  }

  /** Takes a sealed photo into the draft and the media queue at once. What it replaces is forgotten. */
  async keepFile(
    draft: Draft,
    file: SealedFile & Partial<Pick<SealedPhoto, 'thumb'>>,
    as: { mediaType: FileRef['mediaType']; purpose: FilePurpose; material?: string },
  ): Promise<FileRef> {
    const now = this.clock()
    const fileId = uuidv7(now)
    const ref: FileRef = { fileId, sha256: file.sha256, size: file.size, ...as }
    const thumb = file.thumb && (await sealBytes(this.key(), `thumbs:${fileId}`, file.thumb))
    const before = { files: draft.files, covers: { ...draft.covers } }
    const replaced = addFile(draft, ref)
    const row = await this.rowOf(draft)
    const tables = [this.db.drafts, this.db.media, this.db.bytes, this.db.thumbs]
    const written = this.db.transaction('rw', tables, async () => {
      await this.db.bytes.add({ fileId, bytes: file.bytes })
      await this.db.media.add({
        fileId,
        draftId: draft.id,
        sha256: file.sha256,
        size: file.size,
        mediaType: as.mediaType,
        stored: 0,
        uploaded: false,
        claimed: false,
        awaits: [],
        state: 'queued',
        attempts: 0,
        nextAt: 0,
        createdAt: now,
      })
      if (thumb) await this.db.thumbs.put({ fileId, draftId: draft.id, sealed: thumb })
      await this.forget(replaced.map((old) => old.fileId))
      await this.db.drafts.put(row)
    })
    await written.catch((fault: unknown) => {
      // A draft that names a photo which is not there could never be received.
      Object.assign(draft, before)
      throw fault
    })
    return ref
  }

  async dropFile(draft: Draft, fileId: string): Promise<void> {
    removeFile(draft, fileId)
    await this.save(draft)
    await this.db.transaction('rw', [this.db.media, this.db.bytes, this.db.thumbs], () => this.forget([fileId]))
  }

  /** The small picture, as a JPEG. */
  async thumb(fileId: string): Promise<ArrayBuffer | undefined> {
    const row = await this.db.thumbs.get(fileId)
    return row === undefined ? undefined : openBytes(this.key(), `thumbs:${fileId}`, row.sealed)
  }

  /** A draft that was never submitted, with its photos. */
  async discard(draft: Draft): Promise<void> {
    await this.db.transaction('rw', [this.db.drafts, this.db.media, this.db.bytes, this.db.thumbs], async () => {
      await this.db.drafts.delete(draft.id)
      await this.forget(draft.files.map((file) => file.fileId))
    })
  }

  /** Photos that no submitted case names go; the others wait for their answer. */
  private async forget(files: string[]): Promise<void> {
    await this.db.thumbs.bulkDelete(files)
    const unclaimed = this.db.media.where('fileId').anyOf(files).and((row) => !row.claimed)
    await this.db.forgetPhotos(await unclaimed.primaryKeys())
  }
}
