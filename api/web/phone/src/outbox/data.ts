// The data queue: visits, cases, acts at the door. Writes to one object go in order, writes to different objects need none.

import { judge } from './judge'
import type { Halt, Round } from './flush'
import type { Acknowledged, Outgoing } from './net'
import { answered } from './settle'
import { SEALED_BODY, isVersioned, makes, type DataRow } from './rows'

export async function flushData(round: Round): Promise<Halt> {
  const rows = await round.db.data.orderBy('seq').toArray()
  const held = new Set<string>()
  /** Objects that the server cannot have, for the write that makes them was not done. */
  const unmade = new Set<string>()
  for (const { seq } of rows) {
    // Read again: an answer to an earlier write may have told this one its version, or the worker dropped it meanwhile.
    const row = seq === undefined ? undefined : await round.db.data.get(seq)
    if (row === undefined || held.has(row.objectId)) continue
    // What was not done keeps its object's later writes back, whatever the reason.
    held.add(row.objectId)
    if (makes(row.act)) unmade.add(row.objectId)
    if (row.state === 'aside' || row.nextAt > round.clock() || row.needs?.some((id) => unmade.has(id))) continue
    const halt = await sendOne(round, row)
    if (halt === 'done') {
      held.delete(row.objectId)
      unmade.delete(row.objectId)
    } else if (halt !== 'none') return halt
  }
  return 'none'
}

async function sendOne(round: Round, row: DataRow): Promise<Halt | 'done'> {
  if (row.baseVersion === undefined || row.seq === undefined) return 'none'
  const outgoing = await outgoingOf(round, row, row.baseVersion)
  if (outgoing === undefined) return 'none'
  // Written down before it is sent: from here on it may have been done, and neither body nor version may change.
  await round.db.data.update(row.seq, { attempts: row.attempts + 1 })
  const reply = await round.net.send(row, outgoing)
  const verdict = judge<Acknowledged | undefined>(reply, row.attempts, round.clock(), round.chance())
  switch (verdict.kind) {
    case 'done':
      await answered(round.db, row, verdict.body ?? {}, round.clock())
      return 'done'
    case 'later':
      await round.db.data.update(row.seq, later(verdict))
      return 'none'
    case 'aside':
      await round.db.data.update(row.seq, { state: 'aside', reason: verdict.reason })
      return 'none'
    default:
      return verdict.kind
  }
}

async function outgoingOf(round: Round, row: DataRow, version: number): Promise<Outgoing | undefined> {
  if (row.body.kind === 'age') return { contentType: SEALED_BODY, body: row.body.sealed }
  const json = row.body.kind === 'plain' ? row.body.json : await round.open(row)
  if (json === undefined) return undefined
  const versioned = isVersioned(row.act) ? { base_version: version } : {}
  const frozen = { ...(JSON.parse(json) as object), write_id: row.writeId, ...versioned }
  return { contentType: 'application/json', body: JSON.stringify(frozen) }
}

/** The columns of a row that waits; a silent line takes the reason of an earlier answer away. */
export function later(verdict: { nextAt: number; reason?: DataRow['reason'] }): Pick<DataRow, 'nextAt'> {
  return { nextAt: verdict.nextAt, reason: verdict.reason } as Pick<DataRow, 'nextAt'>
}
