// What the phone holds, and what the server answers for: at the end of a story they are compared.

import { expect, type Page } from '@playwright/test'
import type { Centre } from './server'

export interface Held {
  /** Cases that were submitted. */
  cases: { id: string; visitId: string }[]
  writes: { act: string; objectId: string; state: string; code: string | undefined }[]
  /** Digest and size are of the sealed bytes as they lie there, not what the row says of them. */
  photos: { fileId: string; sha256: string; size: number; awaits: string[] }[]
}

/** A table of the phone's, read past the app. */
export function table<Row>(page: Page, name: string): Promise<Row[]> {
  return page.evaluate(
    (name) =>
      new Promise<Row[]>((resolve, reject) => {
        const asked = indexedDB.open('zerotrip-phone')
        asked.onerror = () => reject(asked.error)
        asked.onsuccess = () => {
          const db = asked.result
          const all = db.transaction(name).objectStore(name).getAll()
          all.onerror = () => reject(all.error)
          all.onsuccess = () => resolve(all.result as Row[])
          db.close()
        }
      }),
    name,
  )
}

/** What the phone keeps under this name. */
export async function kept(page: Page, name: string): Promise<unknown> {
  return (await table<{ name: string; value: unknown }>(page, 'meta')).find((row) => row.name === name)?.value
}

/** What was submitted and waits, with the digests of the bytes that lie there. */
export async function heldBy(page: Page): Promise<Held> {
  const data = await table<{ act: string; objectId: string; state: string; reason?: { code: string } }>(page, 'data')
  const drafts = await table<{ id: string; visitId: string }>(page, 'drafts')
  const media = await table<{ fileId: string; awaits: string[] }>(page, 'media')
  const digests = await digestsOf(page)
  const submitted = new Set(data.filter((row) => row.act === 'put-case').map((row) => row.objectId))
  return {
    cases: drafts.filter((row) => submitted.has(row.id)).map(({ id, visitId }) => ({ id, visitId })),
    writes: data.map(({ act, objectId, state, reason }) => ({ act, objectId, state, code: reason?.code })),
    photos: media.map(({ fileId, awaits }) => ({ fileId, awaits, ...(digests[fileId] ?? { sha256: '', size: 0 }) })),
  }
}

/** Reckoned in the page: the bytes themselves would not get out of it. */
function digestsOf(page: Page): Promise<Record<string, { sha256: string; size: number }>> {
  return page.evaluate(async () => {
    const rows = await new Promise<{ fileId: string; bytes: ArrayBuffer }[]>((resolve, reject) => {
      const asked = indexedDB.open('zerotrip-phone')
      asked.onerror = () => reject(asked.error)
      asked.onsuccess = () => {
        const all = asked.result.transaction('bytes').objectStore('bytes').getAll()
        all.onerror = () => reject(all.error)
        all.onsuccess = () => resolve(all.result)
        asked.result.close()
      }
    })
    const digests: Record<string, { sha256: string; size: number }> = {}
    for (const { fileId, bytes } of rows) {
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
      const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
      digests[fileId] = { sha256, size: bytes.byteLength }
    }
    return digests
  })
}

/** Every case that was held is on the server exactly once, received, with these very bytes; and no other case is. */
export async function everyCaseOnce(centre: Centre, worker: number, held: Held): Promise<void> {
  expect(held.cases.length).toBeGreaterThan(0)
  const { ask } = await centre.client(worker)
  for (const visit of new Set(held.cases.map(({ visitId }) => visitId))) {
    const mine = held.cases.filter(({ visitId }) => visitId === visit).map(({ id }) => id)
    expect((await ask(`/v1/visits/${visit}`)).body.case_ids.sort()).toEqual(mine.sort())
  }
  for (const { id } of held.cases) {
    const seen = (await ask(`/v1/cases/${id}`)).body
    const files = seen.files.map((file: { file_id: string; size: number; state: string }) => [file.file_id, file.size, file.state])
    const mine = held.photos.filter(({ awaits }) => awaits.includes(id)).map(({ fileId, size }) => [fileId, size, 'verified'])
    expect(mine.length).toBeGreaterThan(0)
    expect({ stage: seen.stage, outstanding: seen.outstanding, files: files.sort() }).toEqual({ stage: 'received', outstanding: [], files: mine.sort() })
  }
  await everyPhotoThere(centre, worker, held)
}

/** The server has the held bytes whole, by its own digest of them. */
async function everyPhotoThere(centre: Centre, worker: number, held: Held): Promise<void> {
  const { ask } = await centre.client(worker)
  const digests = held.photos.map(({ sha256 }) => sha256)
  const { present, absent } = (await ask('/v1/uploads/have', 'POST', { digests })).body
  const of = (list: { sha256: string; size: number }[]) => list.map(({ sha256, size }) => `${sha256} ${size}`).sort()
  expect({ present: of(present), absent }).toEqual({ present: of(held.photos), absent: [] })
}

/** Nothing is left to send or to wait for. */
export async function nothingHeld(page: Page): Promise<void> {
  const { writes, photos } = await heldBy(page)
  expect({ writes, photos }).toEqual({ writes: [], photos: [] })
}
