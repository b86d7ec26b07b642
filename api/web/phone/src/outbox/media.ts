// The media queue: sealed photos by tus. Asks first what is there already, then sends one after the other, so that a thin
// line finishes something.

import type { PhoneDb } from '../db/db'
import { judge } from './judge'
import { later } from './data'
import type { Halt, Round } from './flush'
import type { MediaRow } from './rows'

/** Most digests in one question. */
const DIGESTS = 500

export async function flushMedia(round: Round): Promise<Halt> {
  const due = await dueOf(round.db, round.clock())
  if (due.length === 0) return 'none'
  const halt = await askWhatIsThere(round, due)
  if (halt !== 'none') return halt
  for (const fileId of due) {
    const row = await round.db.media.get(fileId)
    if (row === undefined || row.uploaded || row.state === 'aside' || row.nextAt > round.clock()) continue
    const stop = await sendOne(round, row)
    if (stop !== 'none') return stop
  }
  return 'none'
}

/** What may go: also photos of a case that is not finished, for the server puts them together in any order. */
async function dueOf(db: PhoneDb, now: number): Promise<string[]> {
  const rows = await db.media.filter((row) => !row.uploaded && row.state === 'queued' && row.nextAt <= now).sortBy('createdAt')
  return rows.slice(0, DIGESTS).map((row) => row.fileId)
}

async function askWhatIsThere(round: Round, due: string[]): Promise<Halt> {
  const rows = (await round.db.media.bulkGet(due)).filter((row): row is MediaRow => row !== undefined)
  const reply = await round.net.have(rows.map((row) => row.sha256))
  const verdict = judge(reply, Math.max(...rows.map((row) => row.attempts)), round.clock(), round.chance())
  if (verdict.kind === 'sign-in' || verdict.kind === 'revoked') return verdict.kind
  if (verdict.kind !== 'done') {
    // No answer to the question: nothing is known, so none of them is sent this time.
    const columns = verdict.kind === 'later' ? later(verdict) : {}
    for (const row of rows) await round.db.media.update(row.fileId, { attempts: row.attempts + 1, ...columns })
    return 'none'
  }
  const there = new Set(verdict.body.present.map((held) => held.sha256))
  for (const row of rows.filter((row) => there.has(row.sha256))) {
    await round.db.media.update(row.fileId, { uploaded: true, stored: row.size })
  }
  return 'none'
}

async function sendOne(round: Round, row: MediaRow): Promise<Halt> {
  const { db } = round
  const kept = await db.bytes.get(row.fileId)
  if (kept === undefined) return 'none'
  const reply = await round.net.upload(row, kept.bytes, {
    at: async (url) => void (await db.media.update(row.fileId, { uploadUrl: url })),
    stored: async (stored) => void (await db.media.update(row.fileId, { stored })),
  })
  const verdict = judge(reply, row.attempts, round.clock(), round.chance())
  switch (verdict.kind) {
    case 'done':
      await db.media.update(row.fileId, { uploaded: true, stored: row.size, attempts: 0, nextAt: 0 })
      await askSoon(db, row.fileId, round.clock())
      return 'none'
    case 'later':
      await db.media.update(row.fileId, { attempts: row.attempts + 1, ...later(verdict) })
      return 'none'
    case 'aside':
      if (mayBeginAnew(verdict.reason.code)) {
        // The upload is gone or out of step, the bytes are here: begin again, with a place of its own.
        await db.media.where('fileId').equals(row.fileId).modify((kept) => {
          delete kept.uploadUrl
          kept.stored = 0
          kept.attempts += 1
          kept.nextAt = round.clock() + 2000 * 2 ** Math.min(kept.attempts, 7)
        })
      } else {
        await db.media.update(row.fileId, { state: 'aside', reason: verdict.reason })
      }
      return 'none'
    default:
      return verdict.kind
  }
}

function mayBeginAnew(code: string): boolean {
  return [
    'upload-expired', 'not-found', 'http-404', 'http-409', 'http-410', 'conflict',
    'upload-offset-mismatch', 'upload-checksum-mismatch', 'upload-complete', 'upload-incomplete',
  ].includes(code)
}

/** A case that waits for this file is asked about at once. */
async function askSoon(db: PhoneDb, fileId: string, now: number): Promise<void> {
  await db.acks.filter((row) => row.files.includes(fileId)).modify((row) => {
    row.nextAt = now
    row.attempts = 0
  })
}
