import 'fake-indexeddb/auto'
import { readFileSync } from 'node:fs'
import type { Schemas } from '@zerotrip/shared/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { PhoneDb } from '../src/db/db'
import { bodyOf, note, type Noted, type Noting } from '../src/door/act'
import { handOf, named, type Thing } from '../src/door/hand'
import { drop, enqueue } from '../src/outbox/enqueue'
import { flush, type Round } from '../src/outbox/flush'
import type { Net, Outgoing } from '../src/outbox/net'
import type { DataRow } from '../src/outbox/rows'
import { toldActs } from '../src/outbox/settle'
import { makeVault } from '../src/vault/keys'
import { dataRow, pinBody } from './rows'

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../../mobile-contract/fixtures/v1/${name}.json`, import.meta.url), 'utf8')) as Record<string, unknown>
const thing = (own: Partial<Thing>): Thing => ({ id: 'r', count: 1, holder: 'centre', since: '2026-11-23T01:00:00Z', attempts: 0, ...own })
const viewOf = (custody: Thing[]) => ({ id: 'c', item: 'LJZ-MZ-01', custody }) as unknown as Schemas['CaseView']
const queued = (act: DataRow['act'], things: Schemas['Things'], own: Partial<DataRow> = {}) => dataRow({ objectId: 'c', act, things, ...own })
const hand = (custody: Thing[], rows: DataRow[]) => handOf(viewOf(custody), 'me', rows, 0)
const ids = (things: Thing[]) => things.map(({ id }) => id)

describe('what is in my hands', () => {
  const mine = thing({ id: 'mine', holder: 'worker', worker_id: 'me', material: 'permit' })
  const offered = thing({ id: 'offered', awaited: 'worker', awaited_worker_id: 'me' })
  const others = thing({ id: 'others', holder: 'worker', worker_id: 'you' })

  it('is what the server says, of me and of nobody else', () => {
    const { carried, toTake } = hand([mine, offered, others], [])
    expect([ids(carried), ids(toTake)]).toEqual([['mine'], ['offered']])
  })

  it('is taken over, tried and delivered without a line', () => {
    const rows = [queued('take-over', { result: true }), queued('attempt', {})]
    const { carried, toTake } = hand([mine, offered], rows)
    expect([ids(carried), ids(toTake)]).toEqual([['mine', 'offered'], []])
    expect(carried[1]?.attempts).toBe(1)
    expect(named(carried)).toEqual({ result: true, originals: ['permit'] })
    rows.push(queued('deliver', named(carried)))
    expect(hand([mine, offered], rows).carried).toEqual([])
  })

  it('stays mine until the centre says to have it', () => {
    const { carried } = hand([mine], [queued('hand-over', { originals: ['permit'] })])
    expect(carried.map(({ awaited }) => awaited)).toEqual(['centre'])
  })

  it('does not fall back while the copy is older than the answer', () => {
    const told = [{ writeId: 'w', act: 'deliver' as const, objectId: 'c', things: { originals: ['permit'] }, version: 5 }]
    const at = (version: number) => ids(handOf({ ...viewOf([mine]), version }, 'me', [], 0, told).carried)
    expect([at(4), at(5)]).toEqual([[], ['mine']])
  })

  it('grows by originals that were taken, and not by what was refused or is of another case', () => {
    const took = { originals: ['hukou'] }
    expect(hand([], [queued('originals', took)]).carried.map(({ material }) => material)).toEqual(['hukou'])
    expect(hand([], [queued('originals', took, { state: 'aside' }), queued('originals', took, { objectId: 'other' })]).carried).toEqual([])
  })
})

describe('the bodies of acts', () => {
  const ink = golden('deliver-case')['signature'] as Schemas['SignatureFile']
  const known = (name: string) => Object.keys(golden(name))
  it.each<[string, Noted]>([
    ['take-over', { act: 'take-over', things: { result: true } }],
    ['hand-over', { act: 'hand-over', things: { result: true } }],
    ['deliver-case', { act: 'deliver', things: { result: true }, receiver: 'relative', receiverName: ' 李小芳 ', note: '子女代收' }],
    ['note-attempt', { act: 'attempt', reason: 'not_at_home', note: '下周再来' }],
    ['take-originals', { act: 'originals', originals: [{ material: 'permit', count: 1 }], backBy: '2026-12-01', note: '封袋 0018' }],
  ])('name nothing that %s does not have', (name, noted) => {
    const body = bodyOf(noted, 'w', '2026-11-23T09:00:00+08:00', ink)
    expect(Object.keys(body).filter((key) => !known(name).includes(key))).toEqual([])
    expect(body).not.toHaveProperty('base_version')
  })

  it('name whoever took it for the resident, and the resident by themselves', () => {
    const by = (receiver: 'resident' | 'relative') =>
      bodyOf({ act: 'deliver', things: { result: true }, receiver, receiverName: ' 李小芳 ', note: '好' }, 'w', 'at', ink)
    expect(by('relative')).toMatchObject({ receiver: 'relative', receiver_name: '李小芳' })
    expect(by('resident')).not.toHaveProperty('receiver_name')
    expect(by('resident')).not.toHaveProperty('note')
  })
})

describe('an act in the outbox', () => {
  let db: PhoneDb
  let by: Noting
  let n = 0
  const delivered: Noted = {
    act: 'deliver',
    things: { result: true },
    receiver: 'relative',
    receiverName: '李小芳',
    note: '',
    signature: new ArrayBuffer(9),
  }

  beforeEach(async () => {
    db = new PhoneDb(`door-${(n += 1)}`)
    const { key } = await makeVault('246801', 10)
    const seal = async (bytes: ArrayBuffer) => ({ bytes: bytes.slice(0, 3), sha256: 'aa', size: 3 })
    by = { db, key, recipient: 'age1', sealedBodies: true, now: 7, seal }
  })

  const line = (sent: [DataRow, Outgoing][], acknowledged: () => string[]): Net => ({
    send: async (row, outgoing) => {
      sent.push([row, outgoing])
      return { kind: 'done', status: 200, body: { id: row.objectId, version: 9, acknowledged: acknowledged() } }
    },
    have: async (digests) => ({ kind: 'done', status: 200, body: { present: digests.map((sha256) => ({ sha256, size: 3 })), absent: [] } }),
    upload: async () => ({ kind: 'silent' }),
    look: async () => ({ kind: 'silent' }),
  })
  const round = (net: Net): Round => ({ net, db, open: async () => '{"things":{}}', clock: () => 9, chance: () => 0 })

  it('shows no name, and keeps its signature until the server answers for it', async () => {
    await note(delivered, { id: 'c', item: 'LJZ-MZ-01' }, by)
    const [row] = await db.data.toArray()
    expect(row).toMatchObject({ act: 'deliver', objectId: 'c', path: '/v1/cases/c/deliver', things: { result: true }, body: { kind: 'age' } })
    expect(JSON.stringify(row)).not.toContain('李小芳')
    const [file] = await db.media.toArray()
    expect(file).toMatchObject({ claimed: true, awaits: ['c'] })
    await flush(round(line([], () => [])))
    expect(await db.bytes.count()).toBe(1)
    expect(await toldActs(db)).toEqual([{ writeId: row?.writeId, act: 'deliver', objectId: 'c', things: { result: true }, version: 9 }])
    expect(await db.acks.toArray()).toMatchObject([{ caseId: 'c', files: [file?.fileId] }])
    await note({ ...delivered, signature: new ArrayBuffer(4) }, { id: 'c', item: 'LJZ-MZ-01' }, by)
    await flush(round(line([], () => row?.files ?? [])))
    expect((await db.bytes.toArray()).map(({ fileId }) => fileId)).not.toContain(row?.files?.[0])
  })

  it('goes after what was noted of its case before, and names no version', async () => {
    const sent: [DataRow, Outgoing][] = []
    const open = { ...by, sealedBodies: false }
    await note({ act: 'take-over', things: { result: true } }, { id: 'c', item: 'i' }, open)
    await note({ act: 'hand-over', things: { result: true } }, { id: 'c', item: 'i' }, open)
    await flush(round(line(sent, () => [])))
    expect(sent.map(([row]) => row.act)).toEqual(['take-over', 'hand-over'])
    expect(sent.map(([, outgoing]) => Object.keys(JSON.parse(String(outgoing.body)) as object))).toEqual([
      ['things', 'write_id'],
      ['things', 'write_id'],
    ])
  })

  it('takes its signature along when it is given up, and no photo of the case', async () => {
    await db.media.add({ ...(await firstOf(delivered)), fileId: 'photo', awaits: ['c'] })
    const [row] = await db.data.toArray()
    await db.data.update(row?.seq ?? 0, { state: 'aside' })
    await drop(db, row?.seq ?? 0)
    expect((await db.media.toArray()).map(({ fileId }) => fileId)).toEqual(['photo'])
  })

  it('stays behind its case when the case is submitted anew before it left', async () => {
    const put = (json: string) => ({ ...pinBody('c'), method: 'PUT' as const, baseVersion: 0, body: { kind: 'plain' as const, json } })
    const writeOf = ({ act, objectId, method, path, body, baseVersion }: ReturnType<typeof put>) => ({ act, objectId, method, path, body, baseVersion })
    await enqueue(db, writeOf(put('{"n":1}')), 1)
    await note({ act: 'attempt', reason: 'moved', note: '' }, { id: 'c', item: 'i' }, by)
    await enqueue(db, writeOf(put('{"n":2}')), 2)
    const rows = await db.data.orderBy('seq').toArray()
    expect(rows.map((row) => [row.act, row.body.kind === 'plain' ? row.body.json : ''])).toEqual([
      ['put-case', '{"n":2}'],
      ['attempt', ''],
    ])
  })

  async function firstOf(noted: Noted) {
    await note(noted, { id: 'c', item: 'i' }, by)
    const [file] = await db.media.toArray()
    if (file === undefined) throw new Error('no signature')
    return file
  }
})
