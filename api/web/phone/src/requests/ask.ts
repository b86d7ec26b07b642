// A request for a visit, heard at a door or on the telephone: written down, sealed to the server, queued like anything else.

import type { Schemas } from '@zerotrip/shared/wire'
import { uuidv7 } from '@zerotrip/shared/uuid'
import type { PhoneDb } from '../db/db'
import { enqueue } from '../outbox/enqueue'
import { freeze, type Sealer } from '../outbox/freeze'
import { mobileOf } from '../people/person'

export interface Heard {
  source: Schemas['VisitRequestSource']
  communityId: string
  /** For whom, when they are on the phone's list. */
  residentId: string
  name: string
  phone: string
  address: string
  items: string[]
  day: string
  half: Schemas['HalfDay'] | ''
  note: string
}

export type HeardFault = 'request.who' | 'person.name' | 'person.phone' | 'request.day'

/** Everything that is wrong, in the order of the form. */
export function faultsOf(heard: Heard, today: string): HeardFault[] {
  const faults: HeardFault[] = []
  const name = heard.name.trim()
  if (name === '' && heard.residentId === '') faults.push('request.who')
  if (name !== '' && (name.length < 2 || name.length > 30)) faults.push('person.name')
  if (heard.phone.trim() !== '' && mobileOf(heard.phone) === undefined) faults.push('person.phone')
  if (heard.day !== '' && heard.day < today) faults.push('request.day')
  return faults
}

export function bodyOf(heard: Heard, writeId: string): Schemas['AskVisit'] {
  const [name, phone, address, note] = [heard.name.trim(), mobileOf(heard.phone), heard.address.trim(), heard.note.trim()]
  return {
    write_id: writeId,
    base_version: 0,
    community_id: heard.communityId,
    source: heard.source,
    ...(heard.residentId === '' ? {} : { resident_id: heard.residentId }),
    ...(name === '' ? {} : { caller: { name, ...(phone === undefined ? {} : { phone }), ...(address === '' ? {} : { address }) } }),
    items: heard.items,
    ...(heard.day === '' ? {} : { wished_on: heard.day }),
    ...(heard.day === '' || heard.half === '' ? {} : { wished_half: heard.half }),
    ...(note === '' ? {} : { note }),
  }
}

export async function askVisit(heard: Heard, by: Sealer & { db: PhoneDb; now: number }): Promise<void> {
  const [id, writeId] = [uuidv7(by.now), uuidv7(by.now)]
  const body = await freeze(bodyOf(heard, writeId), writeId, by)
  await enqueue(
    by.db,
    {
      act: 'ask-visit',
      objectId: id,
      method: 'PUT',
      path: `/v1/visit-requests/${id}`,
      body,
      baseVersion: 0,
      writeId,
      ...(heard.residentId === '' ? {} : { needs: [heard.residentId] }),
    },
    by.now,
  )
}
