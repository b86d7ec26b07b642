// Rows as the stories start from.

import type { DataRow, MediaRow } from '../src/outbox/rows'

export function mediaRow(own: Partial<MediaRow> = {}): MediaRow {
  return {
    fileId: 'f',
    draftId: 'd',
    sha256: 'aa',
    size: 4,
    mediaType: 'image/jpeg',
    bytes: new ArrayBuffer(4),
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
