// A visit to somebody, now: to one of the list, or to one whom the phone enters itself. All of it queued, and in order: the
// person, the visit, and whatever follows.

import { shanghaiTime } from '@zerotrip/shared/format'
import { uuidv7 } from '@zerotrip/shared/uuid'
import type { Schemas } from '@zerotrip/shared/wire'
import type { PhoneDb } from '../db/db'
import { enqueue } from '../outbox/enqueue'
import { freeze, type Sealer } from '../outbox/freeze'
import type { Copy, ResidentCopy } from '../sync/copy'
import type { Digests } from '../vault/digest'
import { identityOf, maskedNumber, type Person } from './person'

export interface Entering extends Sealer {
  db: PhoneDb
  copy: Copy
  digests: Digests
  me: string
  now: number
}

/** Enters the person under an id of this phone's making; the server attaches it to the one it may know, and tells nothing. */
export async function enterPerson(person: Person, community: string, by: Entering): Promise<ResidentCopy> {
  const id = uuidv7(by.now)
  const writeId = uuidv7(by.now)
  const identity = identityOf(person)
  const body: Schemas['PutResident'] = { write_id: writeId, community_id: community, identity }
  const frozen = await freeze(body, writeId, by)
  const { name, phone, address, care_groups } = identity
  const known: ResidentCopy = {
    id,
    version: 0,
    community_id: community,
    masked: false,
    name,
    id_number: maskedNumber(person.idNumber),
    care_groups: care_groups ?? [],
    ...(phone == null ? {} : { phone }),
    ...(address == null ? {} : { address }),
  }
  await by.copy.keepOwn('resident', known)
  await by.digests.remember(person.idNumber, id)
  await enqueue(
    by.db,
    { act: 'put-resident', objectId: id, method: 'PUT', path: `/v1/residents/${id}`, body: frozen, baseVersion: 0, writeId },
    by.now,
  )
  return known
}

/** A visit that nobody planned; its id. */
export async function visitNow(resident: ResidentCopy, by: Entering): Promise<string> {
  const id = uuidv7(by.now)
  const plan = { community_id: resident.community_id, resident_id: resident.id, planned_for: shanghaiTime(by.now), items: [] }
  const { masked: _, address: _address, note: _note, contacts: _contacts, ...shown } = resident
  await by.copy.keepOwn('visit', {
    id,
    version: 0,
    community_id: plan.community_id,
    resident: shown,
    worker_id: by.me,
    planned_for: plan.planned_for,
    items: plan.items,
    stage: 'planned',
    collect_next_time: [],
    case_ids: [],
  })
  await enqueue(
    by.db,
    {
      act: 'plan-visit',
      objectId: id,
      method: 'PUT',
      path: `/v1/visits/${id}`,
      body: { kind: 'plain', json: JSON.stringify(plan) },
      baseVersion: 0,
      needs: [resident.id],
    },
    by.now,
  )
  return id
}
