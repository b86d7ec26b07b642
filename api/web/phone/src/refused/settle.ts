// The worker has dealt with a write that was not applied: the server is told, by a write of the outbox like any other.

import type { PhoneDb } from '../db/db'
import { enqueue } from '../outbox/enqueue'

export function settle(db: PhoneDb, id: string, how: 'resent' | 'dropped', now: number): Promise<void> {
  const body = { kind: 'plain' as const, json: JSON.stringify({ how }) }
  const path = `/v1/not-applied/${id}/settle`
  return enqueue(db, { act: 'settle', objectId: id, method: 'POST', path, body, baseVersion: 0 }, now)
}
