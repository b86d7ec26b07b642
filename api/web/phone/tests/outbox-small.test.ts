import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { PhoneDb } from '../src/db/db'
import { leased } from '../src/outbox/alone'
import { judge, pause } from '../src/outbox/judge'
import { rescueFile } from '../src/outbox/rescue'
import { STOP_AFTER, WARN_AFTER, summarize } from '../src/outbox/summary'
import { dataRow, keepPhoto, mediaRow, pinBody } from './rows'

describe('the outbox in numbers', () => {
  it('counts what is unsent and warns after a day, stops after three', () => {
    const data = [dataRow({ createdAt: 5000 })]
    const media = [mediaRow({ createdAt: 1000, size: 100, stored: 40 }), mediaRow({ uploaded: true, createdAt: 0 })]
    const at = (now: number) => summarize(data, media, [], now)
    expect(at(2000)).toMatchObject({ writes: 1, photos: 1, photoBytes: 60, aside: 0, oldest: 1000, warn: false, stop: false })
    expect(at(1000 + WARN_AFTER)).toMatchObject({ warn: true, stop: false })
    expect(at(1000 + STOP_AFTER)).toMatchObject({ warn: true, stop: true })
    expect(summarize([], [], [], 9e15)).toMatchObject({ oldest: undefined, warn: false })
  })
})

describe('pauses', () => {
  it('grow to five minutes and differ between phones', () => {
    expect([0, 1, 2, 20].map((n) => pause(n, 0))).toEqual([2000, 4000, 8000, 300_000])
    expect(pause(0, 1)).toBe(2500)
  })
  it('are what an answer of another network asks for', () => {
    const portal = { kind: 'problem' as const, problem: { status: 502, code: '', title: '', faults: [] } }
    expect(judge(portal, 0, 0, 0)).toEqual({ kind: 'later', nextAt: 2000, reason: { code: 'http-502', faults: [] } })
  })
})

describe('two tabs without locks', () => {
  it('take turns, and a dead one gives up its turn', async () => {
    const db = new PhoneDb('lease')
    let now = 0
    let inside = 0
    const work = async () => {
      inside += 1
      expect(await leased(db, () => now, async () => void (inside += 100))).toBe(false)
    }
    expect(await leased(db, () => now, work)).toBe(true)
    expect(inside).toBe(1)
    await db.setValue('zerotrip-outbox', 120_000)
    expect(await leased(db, () => now, work)).toBe(false)
    now = 120_001
    expect(await leased(db, () => now, work)).toBe(true)
  })
})

describe('the rescue file', () => {
  it('holds everything unsent as a tar that shows no person', async () => {
    const db = new PhoneDb('rescue')
    await db.setValue('owner.id', 'a worker')
    await db.setValue('device.id', 'a phone')
    await keepPhoto(db, { fileId: 'photo' })
    await db.data.bulkAdd([pinBody('c'), dataRow({ objectId: 'v' })])
    const bytes = new Uint8Array(await (await rescueFile(db, 0)).arrayBuffer())
    expect(bytes.length % 512).toBe(0)
    const text = (from: number, to: number) => new TextDecoder().decode(bytes.slice(from, to)).replace(/\0.*$/s, '')
    const names: string[] = []
    let list = ''
    for (let at = 0; bytes[at] !== 0; ) {
      names.push(text(at, at + 100))
      const size = parseInt(text(at + 124, at + 135), 8)
      const sum = bytes.slice(at, at + 512).reduce((sum, byte, place) => sum + (place >= 148 && place < 156 ? 32 : byte), 0)
      expect(parseInt(text(at + 148, at + 154), 8)).toBe(sum)
      if (names.length === 1) list = text(at + 512, at + 512 + size)
      at += 512 + Math.ceil(size / 512) * 512
    }
    expect(names).toEqual(['list.json', 'writes/w-c-put-case.json.age', 'writes/w-v-start-visit.json', 'files/photo.age'])
    // What the centre's command reads of it.
    expect(JSON.parse(list)).toMatchObject({
      worker_id: 'a worker',
      device_id: 'a phone',
      writes: [{ write_id: 'w-c-put-case', act: 'put-case', method: 'PUT', path: expect.any(String) }, { act: 'start-visit', base_version: expect.any(Number) }],
      files: [{ file_id: 'photo', sha256: expect.any(String), size: expect.any(Number) }],
    })
  })
})
