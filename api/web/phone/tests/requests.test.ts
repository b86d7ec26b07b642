import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { PhoneDb } from '../src/db/db'
import { askVisit, bodyOf, faultsOf, type Heard } from '../src/requests/ask'
import { makeVault } from '../src/vault/keys'

const heard = (own: Partial<Heard> = {}): Heard => ({
  source: 'phone_call', communityId: 'here', residentId: '', name: '赵小梅', phone: '', address: '', items: [], day: '', half: '', note: '', ...own,
})

describe('a request for a visit', () => {
  it('says for whom it is or who asks, and a day that is still to come', () => {
    expect(faultsOf(heard(), '2026-11-23')).toEqual([])
    expect(faultsOf(heard({ name: '', residentId: 'r', day: '2026-11-23' }), '2026-11-23')).toEqual([])
    expect(faultsOf(heard({ name: '', phone: '1', day: '2026-11-22' }), '2026-11-23')).toEqual(['request.who', 'person.phone', 'request.day'])
    expect(faultsOf(heard({ name: '赵' }), '2026-11-23')).toEqual(['person.name'])
  })

  it('leaves out what nobody said', () => {
    const bare = { write_id: 'w', base_version: 0, community_id: 'here', source: 'phone_call', items: [] }
    expect(bodyOf(heard({ half: 'morning' }), 'w')).toEqual({ ...bare, caller: { name: '赵小梅' } })
    expect(bodyOf(heard({ name: '', residentId: 'r' }), 'w')).toEqual({ ...bare, resident_id: 'r' })
    const whole = heard({ phone: '139 0000 0023', address: '3幢', day: '2026-12-01', half: 'morning', note: ' 先打电话 ', items: ['LJZ-SB-01'] })
    expect(bodyOf(whole, 'w')).toEqual({
      ...bare, items: ['LJZ-SB-01'], caller: { name: '赵小梅', phone: '13900000023', address: '3幢' },
      wished_on: '2026-12-01', wished_half: 'morning', note: '先打电话',
    })
  })

  it('is queued sealed', async () => {
    const db = new PhoneDb('requests')
    const { key } = await makeVault('246801', 10)
    const seal = async (bytes: ArrayBuffer) => ({ bytes: bytes.slice(0, 3), sha256: '', size: 3 })
    await askVisit(heard({ residentId: 'r' }), { db, now: 1, key, recipient: 'age1', sealedBodies: true, seal })
    const [row] = await db.data.toArray()
    expect(row).toMatchObject({ act: 'ask-visit', method: 'PUT', path: `/v1/visit-requests/${row?.objectId}`, baseVersion: 0, needs: ['r'] })
    expect(JSON.stringify(row)).not.toContain('赵小梅')
  })
})
