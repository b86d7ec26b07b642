import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import type { Schemas } from '@zerotrip/shared/wire'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PhoneDb } from '../src/db/db'
import { kernelWords } from '../src/net/report'
import type { Session } from '../src/net/session'
import { Copy } from '../src/sync/copy'
import { pull } from '../src/sync/pull'
import { makeVault } from '../src/vault/keys'

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../mobile-contract/fixtures/v1/${name}.json`, import.meta.url), 'utf8')) as unknown
const visit = golden('visit-view') as Schemas['VisitView']
const page = (changes: unknown[], cursor: string, more = false) => ({ status: 200, body: { changes, cursor, more, server_time: '2026-11-23T01:00:00Z' } })
const resident = (own: object = {}) => ({
  kind: 'resident',
  resident: { id: visit.resident.id, version: 1, community_id: 'c', masked: false, name: '王小兰', id_number: '999999********0023', address: '3幢', care_groups: [], ...own },
})

let db: PhoneDb
let copy: Copy
let asked: string[]
let answers: { status: number; body: unknown }[]
let n = 0

beforeEach(async () => {
  db = new PhoneDb(`sync-${(n += 1)}`)
  const { key } = await makeVault('246801', 10)
  copy = new Copy(db, () => key)
  asked = []
  answers = []
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    const answer = answers.shift() ?? { status: 404, body: { code: 'not-found' } }
    return new Response(JSON.stringify(answer.body), { status: answer.status })
  })
})
afterEach(() => vi.unstubAllGlobals())

const session = { authed: (send: (token: string) => unknown) => send('token') } as unknown as Session
const run = () => pull({ db, session, copy, clock: () => Date.parse('2026-11-23T02:00:00Z') })

describe('the copy', () => {
  it('is brought page by page, and goes on from its cursor', async () => {
    answers = [page([{ kind: 'visit', visit }, resident()], 'one', true), page([{ kind: 'removed', of: 'visit', id: visit.id }], 'two')]
    expect((await run()).kind).toBe('done')
    expect(asked).toEqual(['/v1/sync', '/v1/sync?cursor=one'])
    expect(await copy.all('visit')).toEqual([])
    expect((await copy.all('resident')).map((one) => one.name)).toEqual(['王小兰'])
    answers = [page([], 'two')]
    await run()
    expect(asked[2]).toBe('/v1/sync?cursor=two')
  })

  it('keeps what it knows of a resident when a visit shows them masked', async () => {
    answers = [page([resident(), { kind: 'visit', visit }], 'one')]
    await run()
    expect((await copy.get('resident', visit.resident.id))?.address).toBe('3幢')
  })

  it('is dropped and brought anew when the server says so', async () => {
    answers = [page([{ kind: 'visit', visit }], 'one')]
    await run()
    answers = [{ status: 410, body: { code: 'resync-required' } }, page([], 'new')]
    expect((await run()).kind).toBe('done')
    expect(asked.slice(1)).toEqual(['/v1/sync?cursor=one', '/v1/sync'])
    expect(await copy.all('visit')).toEqual([])
  })

  it('comes from the days of an older server', async () => {
    const none = { status: 200, body: { day: 'd', visits: [] } }
    answers = [
      { status: 404, body: { code: 'not-found' } },
      { status: 200, body: { day: 'd', visits: [{ ...visit, case_ids: [] }] } },
      none,
      none,
    ]
    await run()
    expect(asked.slice(1)).toEqual(['2026-11-23', '2026-11-24', '2026-11-25'].map((day) => `/v1/visits?day=${day}`))
    expect((await copy.all('visit')).map((one) => one.id)).toEqual([visit.id])
  })

  it('holds what was not applied until it is settled, and passes over what it does not know', async () => {
    const refused = { id: 'n', write_id: 'w', operation: 'put_case', object_id: 'c', code: 'version-conflict', refused_at: 'at', settled: false, said: { note: '听力不好' } }
    answers = [page([{ kind: 'not_applied', not_applied: refused }, { kind: 'weather', weather: {} }, resident()], 'one')]
    expect((await run()).kind).toBe('done')
    expect(await copy.all('not_applied')).toEqual([refused])
    expect((await copy.all('resident')).length).toBe(1)
    const rows = await db.synced.toArray()
    expect(rows.map((row) => new TextDecoder().decode(row.sealed)).join()).not.toContain('听力')
    answers = [page([{ kind: 'removed', of: 'not_applied', id: 'n' }], 'two')]
    await run()
    expect(await copy.all('not_applied')).toEqual([])
    answers = [page([{ kind: 'not_applied', not_applied: { ...refused, settled: true } }], 'three')]
    await run()
    expect(await copy.all('not_applied')).toEqual([])
  })

  it('makes one of two when the server knew whom this phone entered', async () => {
    const own = { ...visit.resident, id: 'own', masked: false, version: 0 }
    await copy.keepOwn('resident', own)
    await copy.keepOwn('visit', { ...visit, resident: { ...visit.resident, id: 'own' } })
    answers = [page([resident(), { kind: 'visit', visit }], 'one')]
    await run()
    expect((await copy.all('resident')).map(({ id }) => id)).toEqual([visit.resident.id])
  })

  it('lies sealed', async () => {
    answers = [page([resident()], 'one')]
    await run()
    const [row] = await db.synced.toArray()
    expect(new TextDecoder().decode(row?.sealed)).not.toContain('王小兰')
  })
})

describe('the words for a kernel', () => {
  it('name it and its system, and no model', () => {
    const agent = 'Mozilla/5.0 (Linux; Android 11; M2004J7AC) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/118.0.0.0 Mobile Safari/537.36'
    expect(kernelWords(agent)).toBe('Chrome 118, Android 11')
    expect(kernelWords('x')).toBe('unknown')
  })
})
