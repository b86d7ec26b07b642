// A person who is on no list, as the worker writes them down at the door. Pure: what is wrong with it, and who of the list
// they may be. Nobody is asked: whether the register knows an ID number is no business of a phone's.

import { readIdCard, tidyIdNumber } from '@zerotrip/shared/idcard'
import type { Schemas } from '@zerotrip/shared/wire'
import type { ResidentCopy } from '../sync/copy'

export const GROUPS: readonly Schemas['CareGroup'][] = ['elderly', 'infirm', 'sick', 'disabled', 'hardship']

export interface Person {
  name: string
  idNumber: string
  phone: string
  address: string
  groups: Schemas['CareGroup'][]
}

export type PersonFault = 'person.idNumber' | 'person.name' | 'person.phone' | 'person.address'

/** Everything that is wrong, in the order of the form. The server's word counts; this spares a way back. */
export function faultsOf(person: Person, today: string): PersonFault[] {
  const faults: PersonFault[] = []
  if (!isIdNumber(person.idNumber, today)) faults.push('person.idNumber')
  const name = person.name.trim()
  if (name.length < 2 || name.length > 30 || /[0-9]/.test(name)) faults.push('person.name')
  if (person.phone.trim() !== '' && mobileOf(person.phone) === undefined) faults.push('person.phone')
  if (person.address.trim().length > 200) faults.push('person.address')
  return faults
}

/** Made-up people's numbers count as well: whether this place takes them is the server's to say. */
export const isIdNumber = (typed: string, today: string) => readIdCard(typed, { testArea: true, today }).ok

/** The eleven digits of a mobile number, as somebody types it. */
export function mobileOf(typed: string): string | undefined {
  return /^(?:\+86|0086)?(1[3-9]\d{9})$/.exec(typed.replace(/[\s-]/g, ''))?.[1]
}

export function identityOf(person: Person): Schemas['Identity'] {
  const phone = mobileOf(person.phone)
  const address = person.address.trim()
  return {
    name: person.name.trim(),
    id_number: tidyIdNumber(person.idNumber),
    ...(phone === undefined ? {} : { phone }),
    ...(address === '' ? {} : { address }),
    care_groups: person.groups,
  }
}

/** An ID number as the server shows it. */
export function maskedNumber(typed: string): string {
  const number = tidyIdNumber(typed)
  return `${number.slice(0, 6)}${'*'.repeat(8)}${number.slice(-4)}`
}

/** Who of the list it may be: the list shows ten of eighteen characters, so the worker has the last word. */
export function mayBe(typed: string, list: ResidentCopy[]): ResidentCopy[] {
  const masked = maskedNumber(typed)
  return list.filter((one) => one.id_number === masked)
}

/** Communities in which the worker may visit: those named in their roles, or all of a centre. */
export function placesOf(user: Schemas['UserView'], centres: Schemas['CentreList'] | undefined): Schemas['CommunityView'][] {
  const grants = user.grants.filter(({ role }) => role === 'worker')
  return (centres?.centres ?? []).flatMap((centre) =>
    centre.communities.filter(({ id }) =>
      grants.some(({ centre_id, community_id }) => (community_id == null ? centre_id == null || centre_id === centre.id : community_id === id)),
    ),
  )
}
