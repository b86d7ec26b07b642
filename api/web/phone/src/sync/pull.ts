// Brings the copy up to date: by the server's list of changes where it has one, otherwise by the day's visits and their
// cases. Knows the replies and the copy; never a page.

import { shanghaiDay } from '@zerotrip/shared/format'
import { ask, type Reply, type Schemas } from '@zerotrip/shared/wire'
import type { PhoneDb } from '../db/db'
import type { Session } from '../net/session'
import type { Copy } from './copy'

const CURSOR = 'sync.cursor'
const DAY = 24 * 3600_000

export interface Puller {
  db: PhoneDb
  session: Session
  copy: Copy
  clock: () => number
}

/** Whether it worked; a phone without a line goes on with what it has. */
export async function pull(by: Puller): Promise<Reply<undefined>> {
  const changes = await pullChanges(by, true)
  if (changes.kind === 'problem' && changes.problem.status === 404) return pullDays(by)
  return changes
}

async function pullChanges(by: Puller, mayBeginAnew: boolean): Promise<Reply<undefined>> {
  for (;;) {
    const cursor = await by.db.value<string>(CURSOR)
    const reply = await by.session.authed((token) =>
      ask('get', '/v1/sync', cursor === undefined ? {} : { cursor }, undefined, { token }),
    )
    if (reply.kind === 'problem' && reply.problem.code === 'resync-required' && mayBeginAnew) {
      await by.copy.clear()
      await by.db.meta.delete(CURSOR)
      return pullChanges(by, false)
    }
    if (reply.kind !== 'done') return reply
    for (const change of reply.body.changes) await apply(by.copy, change)
    // The cursor moves once its page is written down: a page read twice does no harm, one that is skipped does.
    await by.db.setValue(CURSOR, reply.body.cursor)
    if (!reply.body.more) return { kind: 'done', status: 200, body: undefined }
  }
}

async function apply(copy: Copy, change: Schemas['SyncChange']): Promise<void> {
  switch (change.kind) {
    case 'removed':
      return copy.remove(change.of, change.id)
    case 'visit':
      return visited(copy, change.visit)
    case 'case':
      return copy.put('case', change.case)
    case 'resident':
      return copy.put('resident', change.resident)
    case 'not_applied':
      if (change.not_applied.settled) return copy.remove('not_applied', change.not_applied.id)
      return copy.put('not_applied', change.not_applied)
    default:
      // A kind of a later release is passed over.
      return
  }
}

/** Today, tomorrow and the day after, with the cases of these visits. */
async function pullDays(by: Puller): Promise<Reply<undefined>> {
  const now = by.clock()
  const found: Schemas['VisitView'][] = []
  for (const day of [now, now + DAY, now + 2 * DAY]) {
    const reply = await by.session.authed((token) => ask('get', '/v1/visits', { day: shanghaiDay(day) }, undefined, { token }))
    if (reply.kind !== 'done') return reply
    found.push(...reply.body.visits)
  }
  await by.copy.removeOthers('visit', new Set(found.map((visit) => visit.id)))
  for (const visit of found) {
    await visited(by.copy, visit)
    for (const id of visit.case_ids) {
      const reply = await by.session.authed((token) => ask('get', '/v1/cases/{id}', { id }, undefined, { token }))
      if (reply.kind === 'done') await by.copy.put('case', reply.body)
    }
  }
  return { kind: 'done', status: 200, body: undefined }
}

async function visited(copy: Copy, visit: Schemas['VisitView']): Promise<void> {
  const before = await copy.get('visit', visit.id)
  await copy.put('visit', visit)
  await seen(copy, visit.resident)
  // Whom this phone entered may be somebody whom the centre knew: from here on they are one.
  if (before !== undefined && before.resident.id !== visit.resident.id) await copy.merge(before.resident.id, visit.resident.id)
}

/** A visit shows its resident masked: no reason to forget what a fuller copy says of the same version. */
async function seen(copy: Copy, masked: Schemas['ResidentView']): Promise<void> {
  const known = await copy.get('resident', masked.id)
  if (known !== undefined && known.version >= masked.version) return
  const { id, version, community_id, name, id_number, care_groups, phone } = masked
  await copy.put('resident', { id, version, community_id, masked: true, name, id_number, care_groups, ...(phone == null ? {} : { phone }) })
}
