// What was done at the door, as the phone knows it before the server does. Facts without a person: times and outcomes.

import type { Schemas } from '@zerotrip/shared/wire'
import { shanghaiTime } from '@zerotrip/shared/format'
import { clock, db, queued } from './app'
import { enqueue, versionOf } from './outbox/enqueue'

export interface VisitLog {
  startedAt?: string
  finishedAt?: string
  outcome?: Schemas['VisitOutcome']
}

const nameOf = (visitId: string) => `visit-log:${visitId}`

export async function visitLog(visitId: string): Promise<VisitLog> {
  return (await db.value<VisitLog>(nameOf(visitId))) ?? {}
}

export async function startVisit(visit: Schemas['VisitView']): Promise<void> {
  const at = shanghaiTime(clock())
  const body: Omit<Schemas['StartVisit'], 'write_id' | 'base_version'> = { device_at: at }
  await write(visit, 'start-visit', 'start', body, { startedAt: at })
}

export async function finishVisit(
  visit: Schemas['VisitView'],
  outcome: Schemas['VisitOutcome'],
  nextTime: Schemas['CollectNextTime'][],
): Promise<void> {
  const at = shanghaiTime(clock())
  const body: Omit<Schemas['FinishVisit'], 'write_id' | 'base_version'> = { device_at: at, outcome, collect_next_time: nextTime }
  const log = await visitLog(visit.id)
  await write(visit, 'finish-visit', 'finish', body, { ...log, finishedAt: at, outcome })
}

async function write(
  visit: Schemas['VisitView'],
  act: 'start-visit' | 'finish-visit',
  step: string,
  body: object,
  log: VisitLog,
): Promise<void> {
  const path = `/v1/visits/${visit.id}/${step}`
  const baseVersion = await versionOf(db, visit.id, visit.version)
  const frozen = { kind: 'plain' as const, json: JSON.stringify(body) }
  await db.transaction('rw', [db.data, db.media, db.acks, db.meta], async () => {
    await enqueue(db, { act, objectId: visit.id, method: 'POST', path, body: frozen, baseVersion }, clock())
    await db.setValue(nameOf(visit.id), log)
  })
  await queued()
}
