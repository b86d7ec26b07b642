import 'fake-indexeddb/auto'
import type { Reply, Schemas } from '@zerotrip/shared/wire'
import { beforeEach, describe, expect, it } from 'vitest'
import { PhoneDb } from '../src/db/db'
import { drop, enqueue, wake } from '../src/outbox/enqueue'
import { flush, type Round } from '../src/outbox/flush'
import type { Acknowledged, Net, Outgoing } from '../src/outbox/net'
import type { DataRow, MediaRow } from '../src/outbox/rows'
import { dataRow, keepPhoto, pinBody } from './rows'

const problem = (status: number, code: string, retryAfter?: number): Reply<never> => ({
  kind: 'problem',
  problem: { status, code, title: '', faults: [], ...(retryAfter === undefined ? {} : { retryAfter }) },
})
const done = <Body>(body: Body): Reply<Body> => ({ kind: 'done', status: 200, body })
const silent: Reply<never> = { kind: 'silent' }

/** A line that answers what the story says, and remembers what was sent. */
class Line implements Net {
  sent: { writeId: string; outgoing: Outgoing }[] = []
  uploads: string[] = []
  present: string[] = []
  sends: (row: DataRow) => Reply<Acknowledged> = (row) => done({ id: row.objectId, version: 2 })
  carries: (row: MediaRow) => Reply<undefined> = () => done(undefined)
  version = 1
  views: Record<string, { file_id: string; state: string; rejected_code?: string }[]> = {}

  async send(row: DataRow, outgoing: Outgoing): Promise<Reply<Acknowledged>> {
    this.sent.push({ writeId: row.writeId, outgoing })
    return this.sends(row)
  }
  async have(digests: string[]): Promise<Reply<Schemas['UploadsHeld']>> {
    const present = digests.filter((sha256) => this.present.includes(sha256)).map((sha256) => ({ sha256, size: 4 }))
    return done({ present, absent: [] })
  }
  async upload(row: MediaRow): Promise<Reply<undefined>> {
    this.uploads.push(row.fileId)
    return this.carries(row)
  }
  async look(id: string): Promise<Reply<Schemas['CaseView']>> {
    return done({ id, version: this.version, files: this.views[id] ?? [] } as unknown as Schemas['CaseView'])
  }
}

let db: PhoneDb
let line: Line
let now = 0
let name = 0
let open = true

beforeEach(() => {
  db = new PhoneDb(`outbox-${(name += 1)}`)
  line = new Line()
  now = 1_000_000
  open = true
})

const round = (): Round => ({
  net: line,
  db,
  open: async () => (open ? '{"item":"LJZ-SB-03"}' : undefined),
  clock: () => now,
  chance: () => 0,
})
const bodyOf = (n: number) => JSON.parse(String(line.sent[n]?.outgoing.body)) as Record<string, unknown>

describe('the data queue', () => {
  it('sends a body with its write_id and version, the same ones after a lost reply', async () => {
    await db.data.add(dataRow())
    line.sends = () => silent
    await flush(round())
    now += 2000
    line.sends = (row) => done({ id: row.objectId, version: 2 })
    await flush(round())
    expect(line.sent).toHaveLength(2)
    expect(bodyOf(0)).toEqual({ device_at: '2026-11-23T09:00:00+08:00', write_id: 'w-v-start-visit', base_version: 1 })
    expect(bodyOf(1)).toEqual(bodyOf(0))
    expect(await db.data.count()).toBe(0)
  })

  it('lets a later write of one object wait for the version that the reply tells', async () => {
    await enqueue(db, { ...write('v', 'start-visit'), baseVersion: 4 }, now)
    await enqueue(db, { ...write('v', 'finish-visit'), baseVersion: 4 }, now)
    line.sends = () => done({ id: 'v', version: 7 })
    await flush(round())
    expect([bodyOf(0)['base_version'], bodyOf(1)['base_version']]).toEqual([4, 7])
  })

  it('goes on with other objects when one is refused, and keeps the refused one with its reason', async () => {
    await db.data.bulkAdd([dataRow({ objectId: 'a' }), dataRow({ objectId: 'b' }), later('a')])
    line.sends = (row) => (row.objectId === 'a' ? problem(409, 'reassigned') : done({ id: 'b', version: 2 }))
    await flush(round())
    now += 10 * 60_000
    await flush(round())
    expect(line.sent.map((sent) => sent.writeId)).toEqual(['w-a-start-visit', 'w-b-start-visit'])
    const kept = await db.data.orderBy('seq').toArray()
    expect(kept.map((row) => [row.act, row.state, row.reason?.code])).toEqual([
      ['start-visit', 'aside', 'reassigned'],
      ['finish-visit', 'queued', undefined],
    ])
    await drop(db, kept[0]?.seq ?? 0)
    line.sends = () => done({ id: 'a', version: 2 })
    await flush(round())
    expect(await db.data.count()).toBe(0)
  })

  it('waits as long as the server says, and longer each time when it says nothing', async () => {
    await db.data.bulkAdd([dataRow({ objectId: 'told' }), dataRow({ objectId: 'untold', attempts: 3 })])
    line.sends = (row) => (row.objectId === 'told' ? problem(503, 'busy', 7) : problem(500, 'internal'))
    await flush(round())
    const rows = await db.data.orderBy('seq').toArray()
    expect(rows.map((row) => row.nextAt - now)).toEqual([7000, 16_000])
    await flush(round())
    expect(line.sent).toHaveLength(2)
  })

  it('tries at once when the line is back, but not before the server said so', async () => {
    await db.data.bulkAdd([dataRow({ objectId: 'silent', attempts: 6 }), dataRow({ objectId: 'told' })])
    line.sends = (row) => (row.objectId === 'told' ? problem(503, 'busy', 60) : silent)
    await flush(round())
    await wake(db, now)
    line.sends = (row) => done({ id: row.objectId, version: 2 })
    await flush(round())
    expect((await db.data.toArray()).map((row) => row.objectId)).toEqual(['told'])
  })

  it('stands still for a sign-in and loses nothing', async () => {
    await db.data.bulkAdd([dataRow({ objectId: 'a' }), dataRow({ objectId: 'b' })])
    line.sends = () => problem(401, 'session-ended')
    expect(await flush(round())).toBe('sign-in')
    expect(await db.data.where({ objectId: 'a' }).count()).toBe(1)
    expect(line.sent).toHaveLength(1)
    line.sends = (row) => done({ id: row.objectId, version: 2 })
    expect(await flush(round())).toBe('none')
    expect(await db.data.count()).toBe(0)
  })

  it('hears when the device was reported lost', async () => {
    await db.data.add(dataRow())
    line.sends = () => problem(403, 'device-revoked')
    expect(await flush(round())).toBe('revoked')
  })

  it('keeps what only the PIN opens until the vault is open, and lets the rest go', async () => {
    await db.data.bulkAdd([pinBody('c'), dataRow({ objectId: 'v' })])
    open = false
    await flush(round())
    expect(line.sent.map((sent) => sent.writeId)).toEqual(['w-v-start-visit'])
    open = true
    await flush(round())
    expect(bodyOf(1)).toMatchObject({ item: 'LJZ-SB-03', base_version: 0 })
  })

  it('sends a body that it cannot read as it is', async () => {
    const sealed = new Uint8Array([1, 2, 3]).buffer
    await db.data.add({ ...pinBody('c'), body: { kind: 'age', sealed } })
    open = false
    await flush(round())
    expect(line.sent[0]?.outgoing).toEqual({ contentType: 'application/vnd.zerotrip.sealed+age', body: sealed })
  })

  it('replaces a whole write that was never attempted, and none that was', async () => {
    const put = (json: string) => ({ ...write('c', 'put-case'), method: 'PUT' as const, body: { kind: 'plain' as const, json } })
    await enqueue(db, put('{"n":1}'), now)
    await enqueue(db, put('{"n":2}'), now)
    expect(await db.data.count()).toBe(1)
    line.sends = () => silent
    await flush(round())
    await enqueue(db, put('{"n":3}'), now)
    expect(await db.data.count()).toBe(2)
  })
})

describe('the media queue', () => {
  it('does not send what is there already', async () => {
    for (const own of [{ fileId: 'a', sha256: 'aa' }, { fileId: 'b', sha256: 'bb' }]) await keepPhoto(db, own)
    line.present = ['aa']
    await flush(round())
    expect(line.uploads).toEqual(['b'])
  })

  it('sets one bad photo aside and carries the others', async () => {
    for (const own of [{ fileId: 'a' }, { fileId: 'b' }, { fileId: 'c' }]) await keepPhoto(db, own)
    line.carries = (row) =>
      row.fileId === 'a' ? problem(400, 'upload-digest-mismatch') : row.fileId === 'b' ? problem(423, 'upload-busy') : done(undefined)
    await flush(round())
    const [a, b, c] = await db.media.bulkGet(['a', 'b', 'c'])
    expect(a).toMatchObject({ state: 'aside', reason: { code: 'upload-digest-mismatch' } })
    expect(b).toMatchObject({ state: 'queued', uploaded: false, nextAt: now + 2000 })
    expect(c).toMatchObject({ uploaded: true })
  })

  it('begins anew when the server has forgotten the upload', async () => {
    await keepPhoto(db, { uploadUrl: '/v1/uploads/1', stored: 2 })
    line.carries = () => problem(410, 'upload-expired')
    await flush(round())
    const row = await db.media.get('f')
    expect(row).toMatchObject({ stored: 0, uploaded: false, state: 'queued' })
    expect(row?.uploadUrl).toBeUndefined()
  })

  it('keeps an uploaded photo until the server answers for it by name', async () => {
    for (const own of [{ fileId: 'a', sha256: 'aa' }, { fileId: 'b', sha256: 'bb' }]) await keepPhoto(db, own)
    await enqueue(db, { ...write('c', 'put-case') }, now, ['a', 'b'])
    line.sends = () => done({ id: 'c', version: 1, acknowledged: [] })
    line.views['c'] = [{ file_id: 'a', state: 'verified' }, { file_id: 'b', state: 'arrived' }]
    await flush(round())
    expect((await db.media.toArray()).map((row) => [row.fileId, row.uploaded])).toEqual([['b', true]])
    line.views['c'] = [{ file_id: 'a', state: 'verified' }, { file_id: 'b', state: 'verified' }]
    await flush(round())
    expect(await db.media.count()).toBe(1)
    now += 2000
    await flush(round())
    expect([await db.media.count(), await db.bytes.count()]).toEqual([0, 0])
    expect(await db.acks.count()).toBe(0)
  })

  it('keeps a photo of two cases until both have answered', async () => {
    await keepPhoto(db, { fileId: 'a', uploaded: true })
    await enqueue(db, write('c1', 'put-case'), now, ['a'])
    await enqueue(db, write('c2', 'put-case'), now, ['a'])
    line.sends = (row) => (row.objectId === 'c1' ? done({ id: 'c1', version: 1, acknowledged: ['a'] }) : silent)
    await flush(round())
    expect(await db.media.get('a')).toMatchObject({ awaits: ['c2'] })
    now += 60_000
    line.sends = () => done({ id: 'c2', version: 1, acknowledged: ['a'] })
    await flush(round())
    expect(await db.media.count()).toBe(0)
  })

  it('lets a photo go that the case does without since, and none that a write under way may name', async () => {
    for (const fileId of ['old', 'new']) await keepPhoto(db, { fileId, uploaded: true })
    await enqueue(db, write('c', 'put-case'), now, ['old'])
    await enqueue(db, write('c', 'put-case'), now, ['new'])
    let version = 1
    line.sends = () => (version === 1 ? done({ id: 'c', version: version++, acknowledged: [] }) : silent)
    line.views['c'] = []
    await flush(round())
    expect(await db.media.count()).toBe(2)
    line.sends = () => done({ id: 'c', version: 3, acknowledged: [] })
    line.views['c'] = [{ file_id: 'new', state: 'arrived' }]
    now += 60_000
    // As it was before the second write: nothing is known of what that names.
    await flush(round())
    expect(await db.media.count()).toBe(2)
    line.version = 3
    now += 60_000
    await flush(round())
    expect((await db.media.toArray()).map((row) => row.fileId)).toEqual(['new'])
  })

  it('shows what the server could not open', async () => {
    await keepPhoto(db, { fileId: 'a', uploaded: true })
    await enqueue(db, write('c', 'put-case'), now, ['a'])
    line.sends = () => done({ id: 'c', version: 1, acknowledged: [] })
    line.views['c'] = [{ file_id: 'a', state: 'rejected', rejected_code: 'evidence-damaged' }]
    await flush(round())
    expect(await db.media.get('a')).toMatchObject({ state: 'aside', reason: { code: 'evidence-damaged' } })
    expect(await db.acks.count()).toBe(0)
  })
})

function write(objectId: string, act: DataRow['act']) {
  return { act, objectId, method: 'POST' as const, path: `/v1/${objectId}`, body: { kind: 'plain' as const, json: '{}' }, baseVersion: 0 }
}

function later(objectId: string): DataRow {
  const row = dataRow({ objectId, act: 'finish-visit' })
  delete row.baseVersion
  return row
}
