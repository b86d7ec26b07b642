// Rows as the stories start from.

import type { PhoneDb } from '../src/db/db'
import type { DataRow, MediaRow } from '../src/outbox/rows'

export function mediaRow(own: Partial<MediaRow> = {}): MediaRow {
  return {
    fileId: 'f',
    draftId: 'd',
    sha256: 'aa',
    size: 4,
    mediaType: 'image/jpeg',
    stored: 0,
    uploaded: false,
    claimed: false,
    awaits: [],
    state: 'queued',
    attempts: 0,
    nextAt: 0,
    createdAt: 0,
    ...own,
  }
}

/** A photo with its bytes, as it is kept. */
export async function keepPhoto(db: PhoneDb, own: Partial<MediaRow> = {}): Promise<void> {
  const row = mediaRow(own)
  await db.media.add(row)
  await db.bytes.add({ fileId: row.fileId, bytes: new Uint8Array([9, 8, 7, 6]).buffer })
}

export function dataRow(own: Partial<DataRow> = {}): DataRow {
  const objectId = own.objectId ?? 'v'
  return {
    writeId: `w-${objectId}-${own.act ?? 'start-visit'}`,
    act: 'start-visit',
    objectId,
    method: 'POST',
    path: `/v1/visits/${objectId}/start`,
    body: { kind: 'plain', json: '{"device_at":"2026-11-23T09:00:00+08:00"}' },
    baseVersion: 1,
    state: 'queued',
    attempts: 0,
    nextAt: 0,
    createdAt: 0,
    ...own,
  }
}

export function pinBody(objectId: string): DataRow {
  return dataRow({
    objectId,
    act: 'put-case',
    method: 'PUT',
    path: `/v1/cases/${objectId}`,
    baseVersion: 0,
    body: { kind: 'pin', sealed: new ArrayBuffer(8), forServer: new ArrayBuffer(8) },
  })
}
