import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { chosenOrder, keepOrder } from '../src/day/keep'
import { MOST, inOrder, moved, onTheWay, placeAt, type Stop } from '../src/day/order'
import { PhoneDb } from '../src/db/db'

const stop = (id: string, hour: number, own: Partial<Stop> = {}) =>
  ({ id, planned_for: `2026-11-23T${String(hour).padStart(2, '0')}:00:00+08:00`, stage: 'planned', ...own }) as Stop
const ids = (stops: Stop[]) => stops.map(({ id }) => id).join('')
const day = [stop('c', 15), stop('a', 9), stop('b', 11)]

describe('the order of the day', () => {
  it('is by the hour until somebody chooses another', () => {
    expect(ids(inOrder(day, undefined))).toBe('abc')
    expect(ids(inOrder(day, ['c', 'a', 'b']))).toBe('cab')
  })

  it('is what the server keeps, and what is new comes after it by the hour', () => {
    const kept = [stop('d', 8), stop('a', 9, { position: 1 }), stop('b', 11, { position: 0 }), stop('c', 15)]
    expect(ids(inOrder(kept, undefined))).toBe('badc')
    expect(ids(inOrder(kept, ['c', 'a']))).toBe('cadb')
  })

  it('changes by one stop at a time', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
    expect(moved(['a', 'b', 'c'], 0, 9)).toEqual(['b', 'c', 'a'])
    expect(moved(['a'], 0, -1)).toEqual(['a'])
  })

  it('is let go between the middles of the others', () => {
    const boxes = [{ top: 0, height: 40 }, { top: 40, height: 40 }]
    expect([-5, 19, 21, 59, 61, 900].map((y) => placeAt(y, boxes))).toEqual([0, 0, 1, 1, 2, 2])
  })

  it('is a way through what is not over, and no longer than the server takes', () => {
    const over = [stop('x', 8, { stage: 'finished' }), ...Array.from({ length: 20 }, (_, n) => stop(String(n), 9))]
    expect(onTheWay(over)).toHaveLength(MOST)
    expect(ids(onTheWay(over))).not.toContain('x')
  })
})

describe('the order that is kept', () => {
  let db: PhoneDb
  let n = 0
  beforeEach(() => {
    db = new PhoneDb(`day-${(n += 1)}`)
  })

  it('counts at once and is told once, however often it changes', async () => {
    await keepOrder(db, '2026-11-23', ['a', 'b'], 1)
    await keepOrder(db, '2026-11-23', ['b', 'a'], 2)
    await keepOrder(db, '2026-11-24', ['c'], 3)
    expect(await chosenOrder(db, '2026-11-23', true)).toEqual(['b', 'a'])
    const rows = await db.data.orderBy('seq').toArray()
    expect(rows.map((row) => row.body)).toEqual([
      { kind: 'plain', json: '{"date":"2026-11-23","visit_ids":["b","a"]}' },
      { kind: 'plain', json: '{"date":"2026-11-24","visit_ids":["c"]}' },
    ])
  })

  it('gives way to the server’s once it was told', async () => {
    await keepOrder(db, '2026-11-23', ['a', 'b'], 1)
    await db.data.clear()
    expect(await chosenOrder(db, '2026-11-23', false)).toEqual(['a', 'b'])
    expect(await chosenOrder(db, '2026-11-23', true)).toBeUndefined()
  })
})
