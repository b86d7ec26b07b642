// The outbox in numbers, for every page's badge and for the list. Pure.

import type { AckRow, DataRow, MediaRow } from './rows'

/** The worker is warned, and nothing new is begun, when something has been unsent for this long. */
export const WARN_AFTER = 24 * 3600_000
export const STOP_AFTER = 72 * 3600_000

export interface Summary {
  writes: number
  photos: number
  photoBytes: number
  /** Sent, not yet answered for. */
  unanswered: number
  aside: number
  /** Since when the oldest unsent thing has waited. */
  oldest: number | undefined
  warn: boolean
  stop: boolean
}

export function summarize(data: DataRow[], media: MediaRow[], acks: AckRow[], now: number): Summary {
  const writes = data.filter((row) => row.state === 'queued')
  const photos = media.filter((row) => row.state === 'queued' && !row.uploaded)
  const aside = [...data, ...media].filter((row) => row.state === 'aside')
  const ages = [...data, ...photos, ...aside].map((row) => row.createdAt)
  const oldest = ages.length === 0 ? undefined : Math.min(...ages)
  const age = oldest === undefined ? 0 : now - oldest
  return {
    writes: writes.length,
    photos: photos.length,
    photoBytes: photos.reduce((sum, row) => sum + row.size - row.stored, 0),
    unanswered: acks.length,
    aside: aside.length,
    oldest,
    warn: age >= WARN_AFTER,
    stop: age >= STOP_AFTER,
  }
}
