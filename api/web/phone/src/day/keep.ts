// The order that the worker chose for a day, kept here at once and told to the server when there is a line. Ids and a day,
// no person.

import { call, type Reply, type Schemas } from '@zerotrip/shared/wire'
import type { PhoneDb } from '../db/db'
import type { Session } from '../net/session'
import { enqueue } from '../outbox/enqueue'

const nameOf = (day: string) => `order:${day}`

export async function keepOrder(db: PhoneDb, day: string, visitIds: string[], now: number): Promise<void> {
  const body = { kind: 'plain' as const, json: JSON.stringify({ date: day, visit_ids: visitIds }) }
  await db.transaction('rw', [db.meta, db.data, db.media, db.acks], async () => {
    await db.setValue(nameOf(day), visitIds)
    const act = { act: 'order-day' as const, objectId: nameOf(day), method: 'PUT' as const, path: '/v1/visits/day-order' }
    await enqueue(db, { ...act, body, baseVersion: 0, needs: visitIds }, now)
  })
}

/** What was chosen here, unless the server has it, or knows better. */
export async function chosenOrder(db: PhoneDb, day: string, serverHasOne: boolean): Promise<string[] | undefined> {
  const waits = (await db.data.where('objectId').equals(nameOf(day)).count()) > 0
  return waits || !serverHasOne ? db.value<string[]>(nameOf(day)) : undefined
}

/** A short way, as the server reckons it from what it knows of the homes. */
export function proposeOrder(session: Session, day: string, visitIds: string[]): Promise<Reply<Schemas['VisitOrder']>> {
  const body = JSON.stringify({ date: day, visit_ids: visitIds })
  return session.authed((token) => call<Schemas['VisitOrder']>('post', '/v1/visits/order', { token, body }))
}
