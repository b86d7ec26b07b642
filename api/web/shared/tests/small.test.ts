import { describe, expect, it } from 'vitest'
import { readFileSync } from 'node:fs'
import { bytesInWords, shanghaiClock, shanghaiDay, shanghaiTime, spanOf } from '../src/format'
import { courseOf, problemOf } from '../src/problem'
import { uuidv7 } from '../src/uuid'
import { fillPath } from '../src/wire'
import { fill, langOf, placesOf } from '../src/words'

describe('uuidv7', () => {
  it('carries its time, version and variant', () => {
    const at = Date.UTC(2026, 10, 23, 1, 2, 3, 456)
    const id = uuidv7(at)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(parseInt(id.replace(/-/g, '').slice(0, 12), 16)).toBe(at)
  })
  it('differs each time', () => {
    const ids = new Set(Array.from({ length: 1000 }, () => uuidv7(0)))
    expect(ids.size).toBe(1000)
  })
})

describe('formats', () => {
  it("shows Shanghai's day and time whatever the phone's settings", () => {
    expect(shanghaiDay('2026-11-23T16:30:00Z')).toBe('2026-11-24')
    expect(shanghaiClock('2026-11-23T16:30:00Z')).toBe('00:30')
    expect(shanghaiTime(Date.UTC(2026, 10, 23, 1, 12))).toBe('2026-11-23T09:12:00+08:00')
  })
  it('shows sizes and spans', () => {
    expect(bytesInWords(381_204)).toBe('381 KB')
    expect(bytesInWords(999_900)).toBe('1.0 MB')
    expect(spanOf(59 * 60_000)).toEqual({ unit: 'minute', count: 59 })
    expect(spanOf(47 * 3600_000)).toEqual({ unit: 'hour', count: 47 })
    expect(spanOf(72 * 3600_000)).toEqual({ unit: 'day', count: 3 })
  })
})

describe('words', () => {
  it('fills places and shows those that are empty', () => {
    expect(fill('{n} 件，{what}', { n: 2 })).toBe('2 件，{what}')
    expect(placesOf('{b} {a}')).toEqual(['{a}', '{b}'])
  })
  it('speaks Chinese unless English is asked for', () => {
    expect(langOf(['de', 'en-GB'])).toBe('en')
    expect(langOf(['zh-HK', 'en'])).toBe('zh-CN')
    expect(langOf([])).toBe('zh-CN')
  })
})

describe('problems', () => {
  const rules = readFileSync(new URL('../../../../mobile-contract/sync-rules.md', import.meta.url), 'utf8')
  const row = (name: string) =>
    (rules.split('\n').find((line) => line.startsWith(`| **${name}**`)) ?? '').split('|')[2]?.match(/[a-z][a-z-]+/g) ?? []

  it.each([
    ['Wait', 'wait'],
    ['Sign in', 'sign-in'],
    ['Look', 'look'],
    ['Mend', 'mend'],
  ])('are treated as the sync rules say: %s', (name, course) => {
    const codes = row(name)
    expect(codes.length).toBeGreaterThan(2)
    for (const code of codes) expect([code, courseOf({ status: 418, code, title: '', faults: [] })]).toEqual([code, course])
  })
  it('of an unknown code go by their status', () => {
    expect(courseOf(problemOf(502, '<html>'))).toBe('wait')
    expect(courseOf(problemOf(429, { code: 'new' }))).toBe('wait')
    expect(courseOf(problemOf(422, { code: 'new' }))).toBe('mend')
  })
  it('say when to come back', () => {
    expect(problemOf(503, { code: 'busy' }, '7').retryAfter).toBe(7)
    expect(problemOf(503, { code: 'busy', retry_after: 3 }, '7').retryAfter).toBe(3)
    expect(problemOf(503, { code: 'busy' }, null).retryAfter).toBeUndefined()
  })
})

describe('paths', () => {
  it('take their parameters and make the rest a query', () => {
    expect(fillPath('/v1/visits/{id}', { id: 'a b', day: '2026-11-23' })).toBe('/v1/visits/a%20b?day=2026-11-23')
  })
})
