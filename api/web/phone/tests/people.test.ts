import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import type { Schemas } from '@zerotrip/shared/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { PhoneDb } from '../src/db/db'
import { vaultPlace } from '../src/db/place'
import { enqueue } from '../src/outbox/enqueue'
import { flush, type Round } from '../src/outbox/flush'
import type { DataRow } from '../src/outbox/rows'
import { enterPerson, visitNow, type Entering } from '../src/people/enter'
import { faultsOf, identityOf, maskedNumber, mayBe, placesOf, type Person } from '../src/people/person'
import { Copy, type ResidentCopy } from '../src/sync/copy'
import { Digests } from '../src/vault/digest'
import { Vault } from '../src/vault/vault'

const NUMBER = '999999194503020027'
const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../mobile-contract/fixtures/v1/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>
const person = (own: Partial<Person> = {}): Person => ({ name: '赵小梅', idNumber: NUMBER, phone: '', address: '', groups: ['elderly'], ...own })
const listed = (own: Partial<ResidentCopy> = {}): ResidentCopy => ({
  id: 'r', version: 1, community_id: 'here', masked: false, name: '王小兰', id_number: '999999********0023', care_groups: [], ...own,
})

let db: PhoneDb
let copy: Copy
let vault: Vault
let by: Entering
let n = 0

beforeEach(async () => {
  db = new PhoneDb(`people-${(n += 1)}`)
  vault = new Vault(vaultPlace(db), 10)
  await vault.make('246801', 0)
  by = entering(db, vault)
  copy = by.copy
})

function entering(db: PhoneDb, vault: Vault): Entering {
  const key = () => {
    if (vault.key === undefined) throw new Error('locked')
    return vault.key
  }
  const seal = async (bytes: ArrayBuffer) => ({ bytes: bytes.slice(0, 3), sha256: 'aa', size: 3 })
  return { db, copy: new Copy(db, key), digests: new Digests(db, key), me: 'me', now: Date.parse('2026-11-23T02:00:00Z'), key: key(), recipient: 'age1', sealedBodies: true, seal }
}

describe('somebody on no list', () => {
  it('is told everything that is wrong at once', () => {
    expect(faultsOf(person(), '2026-11-23')).toEqual([])
    const wrong = person({ name: '赵', idNumber: '999999194503020021', phone: '123', address: 'x'.repeat(201) })
    expect(faultsOf(wrong, '2026-11-23')).toEqual(['person.idNumber', 'person.name', 'person.phone', 'person.address'])
  })

  it('is written down as the contract has it', () => {
    const identity = identityOf(person({ phone: '+86 139-0000-0023', idNumber: ' 99999919450302002７' }))
    expect(identity).toEqual({ name: '赵小梅', id_number: NUMBER, phone: '13900000023', care_groups: ['elderly'] })
    const model = golden('put-resident')['identity'] as object
    expect(Object.keys(identity).filter((key) => !(key in model))).toEqual([])
  })

  it('may be one of the list, by what the list shows of the number', () => {
    const list = [listed(), listed({ id: 'same', id_number: maskedNumber(NUMBER) })]
    expect(mayBe(NUMBER, list).map(({ id }) => id)).toEqual(['same'])
  })

  it('lives where the worker may visit', () => {
    const grant = (role: string, centre_id: string, community_id?: string) => ({ role, centre_id, community_id }) as Schemas['GrantView']
    const user = (...grants: Schemas['GrantView'][]) => ({ id: 'u', name: 'n', username: 'u', grants })
    const place = (id: string) => ({ id, name: { zh: id, en: id } })
    const centres = { hotline: '0571-88880000', centres: [{ ...place('a'), communities: [place('here'), place('there')] }, { ...place('b'), communities: [place('far')] }] }
    const idsOf = (...grants: Schemas['GrantView'][]) => placesOf(user(...grants), centres).map(({ id }) => id)
    expect(idsOf(grant('worker', 'a', 'here'), grant('manager', 'b'))).toEqual(['here'])
    expect(idsOf(grant('worker', 'a'))).toEqual(['here', 'there'])
    expect(placesOf(user(grant('worker', 'a')), undefined)).toEqual([])
  })
})

describe('the digest of a number', () => {
  it('finds whom this phone entered, and nobody by another number', async () => {
    await by.digests.remember(' 9999991945 03020027', 'r')
    expect(await by.digests.find(NUMBER)).toBe('r')
    expect(await by.digests.find('999999194503020035')).toBeUndefined()
  })

  it('is another on another phone, and holds no number', async () => {
    await by.digests.remember(NUMBER, 'r')
    const other = new PhoneDb(`people-other-${n}`)
    const vault = new Vault(vaultPlace(other), 10)
    await vault.make('246801', 0)
    await entering(other, vault).digests.remember(NUMBER, 'r')
    const [mine, theirs] = [await db.digests.toArray(), await other.digests.toArray()]
    expect(mine[0]?.digest).not.toBe(theirs[0]?.digest)
    expect(JSON.stringify(mine)).not.toContain(NUMBER.slice(0, 6))
  })

  it('goes with the PIN, and with the resident', async () => {
    await copy.put('resident', listed())
    await by.digests.remember(NUMBER, 'r')
    await copy.remove('resident', 'r')
    expect(await by.digests.find(NUMBER)).toBeUndefined()
    await by.digests.remember(NUMBER, 'r')
    await vault.wipe()
    expect([await db.digests.count(), await db.value('digest.key')]).toEqual([0, undefined])
  })
})

describe('a visit to them', () => {
  const rows = () => db.data.orderBy('seq').toArray()
  const round = (refuse: (row: DataRow) => boolean, sent: string[]): Round => ({
    net: {
      send: async (row) => {
        sent.push(row.act)
        return refuse(row) ? { kind: 'silent' } : { kind: 'done', status: 200, body: { id: row.objectId, version: 1 } }
      },
      have: async () => ({ kind: 'silent' }),
      upload: async () => ({ kind: 'silent' }),
      look: async () => ({ kind: 'silent' }),
    },
    db,
    open: async () => undefined,
    clock: () => by.now,
    chance: () => 0,
  })

  it('is queued behind them, shows no name, and is on the list at once', async () => {
    const resident = await enterPerson(person({ address: '3幢' }), 'here', by)
    const visit = await visitNow(resident, by)
    const [first, second] = await rows()
    expect([first?.act, second?.act, second?.needs]).toEqual(['put-resident', 'plan-visit', [resident.id]])
    expect(JSON.stringify([first, second])).not.toContain('赵小梅')
    const plan = second?.body.kind === 'plain' ? (JSON.parse(second.body.json) as object) : {}
    expect(Object.keys({ ...plan, write_id: '', base_version: 0 }).filter((key) => !(key in golden('plan-visit')))).toEqual([])
    expect((await copy.get('visit', visit))?.resident.id).toBe(resident.id)
    expect(await by.digests.find(NUMBER)).toBe(resident.id)
  })

  it('waits for them and holds up nobody else', async () => {
    const visit = await visitNow(await enterPerson(person(), 'here', by), by)
    const put = (objectId: string, needs: string[]) => ({
      act: 'put-case' as const, objectId, method: 'PUT' as const, path: `/v1/cases/${objectId}`, baseVersion: 0, needs,
      body: { kind: 'age' as const, sealed: new ArrayBuffer(3) },
    })
    await enqueue(db, put('theirs', [visit]), 1)
    await enqueue(db, put('another', ['visit of the list']), 1)
    const sent: string[] = []
    await flush(round((row) => row.act === 'put-resident', sent))
    expect(sent).toEqual(['put-resident', 'put-case'])
    expect((await rows()).map((row) => row.objectId)).not.toContain('another')
    await db.data.toCollection().modify({ nextAt: 0 })
    sent.length = 0
    await flush(round(() => false, sent))
    expect(sent).toEqual(['put-resident', 'plan-visit', 'put-case'])
  })

  it('outlives a copy that is dropped and brought anew, until the server tells of it', async () => {
    const resident = await enterPerson(person(), 'here', by)
    const visit = await visitNow(resident, by)
    await copy.put('visit', { ...((await copy.get('visit', visit)) as Schemas['VisitView']), id: 'synced' })
    await copy.clear()
    await copy.removeOthers('visit', new Set())
    expect((await copy.all('visit')).map(({ id }) => id)).toEqual([visit])
    await copy.put('visit', (await copy.get('visit', visit)) as Schemas['VisitView'])
    await copy.clear()
    expect(await copy.all('visit')).toEqual([])
  })

  it('is one with whom the centre knew', async () => {
    const resident = await enterPerson(person(), 'here', by)
    await copy.put('resident', listed())
    await copy.merge(resident.id, 'r')
    expect(await by.digests.find(NUMBER)).toBe('r')
    expect((await copy.all('resident')).map(({ id }) => id)).toEqual(['r'])
  })
})
