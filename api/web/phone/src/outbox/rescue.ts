// The last resort: everything unsent as one file that the centre can open with its key. Nothing in it is readable on the
// phone or on the way: photos and bodies are sealed to the server, the list beside them holds facts only.

import type { PhoneDb } from '../db/db'
import { tar, type TarEntry } from './tar'

export async function rescueFile(db: PhoneDb, now: number): Promise<Blob> {
  const [data, media, photos] = await Promise.all([db.data.toArray(), db.media.toArray(), db.bytes.toArray()])
  const [worker_id, device_id] = await Promise.all([db.value<string>('owner.id'), db.value<string>('device.id')])
  const entries: TarEntry[] = []
  const list = {
    made_at: new Date(now).toISOString(),
    worker_id,
    device_id,
    writes: data.map((row) => ({
      write_id: row.writeId,
      act: row.act,
      method: row.method,
      path: row.path,
      base_version: row.baseVersion,
      state: row.state,
      code: row.reason?.code,
      created_at: new Date(row.createdAt).toISOString(),
    })),
    files: media.map((row) => ({ file_id: row.fileId, sha256: row.sha256, size: row.size, cases: row.awaits })),
  }
  entries.push({ name: 'list.json', bytes: new TextEncoder().encode(JSON.stringify(list, null, 1)) })
  for (const row of data) {
    if (row.body.kind === 'plain') {
      entries.push({ name: `writes/${row.writeId}.json`, bytes: new TextEncoder().encode(row.body.json) })
    } else {
      const sealed = row.body.kind === 'age' ? row.body.sealed : row.body.forServer
      entries.push({ name: `writes/${row.writeId}.json.age`, bytes: new Uint8Array(sealed) })
    }
  }
  for (const row of photos) entries.push({ name: `files/${row.fileId}.age`, bytes: new Uint8Array(row.bytes) })
  return tar(entries, now)
}
