import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import type { Schemas } from '@zerotrip/shared/wire'
import { describe, expect, it } from 'vitest'
import { PhoneDb } from '../src/db/db'
import { bodyOf } from '../src/draft/body'
import type { Item } from '../src/draft/checklist'
import { submit } from '../src/draft/submit'
import { flush } from '../src/outbox/flush'
import { actOf, canSayAgain, compare, draftOf, notKeptThere, standing } from '../src/refused/refused'
import { settle } from '../src/refused/settle'
import { makeVault } from '../src/vault/keys'
import { dataRow } from './rows'

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../mobile-contract/fixtures/v1/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>
const item = golden('item-view') as unknown as Item
const said = golden('put-case')
const view = (own: object = {}) => ({ ...golden('case-view'), stage: 'receiving', version: 5, ...own }) as unknown as Schemas['CaseView']
type NotApplied = Schemas['NotApplied']
const refusedOf = (own: Partial<NotApplied> = {}): NotApplied => ({
  id: 'n', write_id: 'w', worker_id: 'u', operation: 'put_case', object_id: 'c', case_id: 'c', code: 'version-conflict', base_version: 3, current_version: 5,
  refused_at: '2026-11-23T02:00:00Z', settled: false, said, ...own,
})
const words = (one: NotApplied, now: Parameters<typeof compare>[1]) =>
  compare(one, now).map(({ what, mine, theirs }) => [what.kind === 'field' ? what.name : what.code, mine?.code, theirs?.code])

describe('what was not applied', () => {
  it('is shown once, by its kind or with the row that waits here', () => {
    const rows = [dataRow({ writeId: 'w', state: 'aside' }), dataRow({ writeId: 'x', state: 'aside' }), dataRow({ writeId: 'w2' })]
    expect(notKeptThere(rows, [refusedOf(), refusedOf({ write_id: 'w2' })]).map((row) => row.writeId)).toEqual(['x', 'w2'])
  })

  it('stands until the worker has dealt with it, oldest first', async () => {
    const db = new PhoneDb('refused-standing')
    await settle(db, 'dealt', 'dropped', 1)
    const all = [refusedOf({ id: 'late', refused_at: '2026-11-24T02:00:00Z' }), refusedOf(), refusedOf({ id: 'dealt' }), refusedOf({ id: 'over', settled: true })]
    expect(standing(all, await db.data.toArray()).map(({ id }) => id)).toEqual(['n', 'late'])
  })

  it('is told to the server, which answers with nothing', async () => {
    const db = new PhoneDb('refused-settle')
    await settle(db, 'n', 'dropped', 1)
    const sent: unknown[] = []
    await flush({
      db,
      net: {
        send: async (row, { body }) => {
          sent.push([row.path, { ...(JSON.parse(String(body)) as object), write_id: row.writeId }, JSON.parse(String(body))])
          return { kind: 'done', status: 204, body: undefined }
        },
        have: async () => ({ kind: 'silent' }),
        upload: async () => ({ kind: 'silent' }),
        look: async () => ({ kind: 'silent' }),
      },
      open: async () => undefined,
      clock: () => 2,
      chance: () => 0,
    })
    expect(sent).toMatchObject([['/v1/not-applied/n/settle', { how: 'dropped' }, { how: 'dropped' }]])
    expect(JSON.stringify(sent)).not.toContain('base_version')
    expect(await db.data.count()).toBe(0)
  })
})

describe('mine beside theirs', () => {
  it('of a case, material by material', () => {
    const lines = words(refusedOf({ said: { materials: [{ material: 'id-card', cover: 'original_seen' }], manifest: [{}, {}] } }), { case: view() })
    expect(lines).toEqual([
      ['version', '3', '5'],
      ['stage', undefined, 'receiving'],
      ['id-card', 'original_seen', 'covered_by_file'],
      ['photos', '2', '4'],
    ])
  })

  it('of an act at a door: who was to have it, and who has it', () => {
    const custody = [{ id: 't', holder: 'centre' }, { id: 'u', material: 'permit', holder: 'worker' }]
    const one = refusedOf({ operation: 'deliver_case', code: 'not-in-hand', base_version: null, said: { things: { result: true, originals: ['permit'] }, receiver: 'relative' } })
    expect(words(one, { case: view({ custody }) })).toEqual([
      ['version', undefined, '5'],
      ['stage', undefined, 'receiving'],
      ['result', 'relative', 'centre'],
      ['permit', 'relative', 'worker'],
    ])
  })

  it('of a visit, and of what this phone knows nothing of any more', () => {
    const one = refusedOf({ operation: 'finish_visit', case_id: null, said: { outcome: 'done', device_at: 'then' } })
    const stranger = { version: 7 } as Schemas['VisitView']
    expect(words(refusedOf({ said: {} }), { visit: stranger })[0]).toEqual(['version', '3', '5'])
    const visit = { version: 9, stage: 'cancelled', planned_for: 'planned' } as Schemas['VisitView']
    expect(words(one, { visit })).toEqual([['version', '3', '9'], ['time', 'then', 'planned'], ['outcome', 'done', 'cancelled']])
    expect(words({ ...one, said: null }, {})).toEqual([['version', '3', '5']])
  })

  it('has a name for each act, and the server’s own for one of a later release', () => {
    expect([actOf(refusedOf()), actOf({ ...refusedOf(), operation: 'sing' as 'put_case' })]).toEqual(['put-case', 'sing'])
  })
})

describe('saying it again', () => {
  it('is offered for a case that is still open, and for nothing that is over', () => {
    expect(canSayAgain(refusedOf(), view())).toBe(true)
    expect(canSayAgain(refusedOf({ said: null }), view())).toBe(false)
    expect(canSayAgain(refusedOf({ said: { materials: 'odd' } }), view())).toBe(false)
    expect(canSayAgain(refusedOf({ code: 'reassigned' }), view())).toBe(false)
    expect(canSayAgain(refusedOf(), view({ stage: 'accepted' }))).toBe(false)
    expect(canSayAgain(refusedOf({ operation: 'deliver_case' }), view())).toBe(false)
  })

  it('says the same on the version that the server has', () => {
    const draft = draftOf(refusedOf(), 5, String(said['catalogue_version']))
    if (draft === undefined) throw new Error('no draft')
    const known = { ...item, guide: { ...item.guide, materials: (said['materials'] as { material: string }[]).map(({ material }) => ({ ...item.guide.materials[0], code: material })) } } as unknown as Item
    const body = bodyOf(draft, known, '陈静', 'at', 'again')
    expect(body).toMatchObject({ base_version: 5, visit_id: said['visit_id'], item: said['item'], form: said['form'], manifest: said['manifest'] })
    expect(body.mandate).toMatchObject({ signature: (said['mandate'] as { signature: object }).signature })
    expect(draft.resends).toBe('n')
  })

  it('tells the server so once it is submitted', async () => {
    const db = new PhoneDb('refused-again')
    const { key } = await makeVault('246801', 10)
    const draft = draftOf(refusedOf(), 5, 'v')
    if (draft === undefined) throw new Error('no draft')
    await db.drafts.put({ id: 'c', visitId: 'v', sealed: new ArrayBuffer(0), updatedAt: 0 })
    const seal = async (bytes: ArrayBuffer) => ({ bytes, sha256: '', size: 3 })
    await submit(draft, item, { db, key, recipient: 'age1', sealedBodies: true, agentName: '陈静', now: 7, seal })
    expect((await db.data.toArray()).map((row) => [row.act, row.objectId])).toEqual([['put-case', 'c'], ['settle', 'n']])
  })
})
