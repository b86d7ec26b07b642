// The acknowledgements: which files the server answers for. A phone may forget these bytes and no others.

import { judge, pause } from './judge'
import type { Halt, Round } from './flush'
import { looked } from './settle'

export async function flushAcks(round: Round): Promise<Halt> {
  const due = await round.db.acks.filter((row) => row.nextAt <= round.clock()).toArray()
  for (const row of due) {
    const files = await round.db.media.bulkGet(row.files)
    // Photos that are still on their way cannot have been verified: ask when the last one is through.
    if (files.some((file) => file !== undefined && !file.uploaded && file.state === 'queued')) continue
    const reply = await round.net.look(row.caseId)
    const now = round.clock()
    const verdict = judge(reply, row.attempts, now, round.chance())
    if (verdict.kind === 'sign-in' || verdict.kind === 'revoked') return verdict.kind
    if (verdict.kind === 'done') {
      await looked(round.db, verdict.body, now + pause(row.attempts, round.chance()))
    } else {
      const nextAt = verdict.kind === 'later' ? verdict.nextAt : now + pause(row.attempts, round.chance())
      await round.db.acks.update(row.caseId, { attempts: row.attempts + 1, nextAt })
    }
  }
  return 'none'
}
