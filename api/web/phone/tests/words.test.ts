import { readFileSync, readdirSync } from 'node:fs'
import { placesOf } from '@zerotrip/shared/words'
import { describe, expect, it } from 'vitest'
import en from '../src/words/en.json'
import first from '../src/words/zh-CN.json'
import rest from '../src/words/zh-CN.rest.json'

const zh = { ...first, ...rest }

const root = new URL('../src/', import.meta.url)
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name))
  .map((name) => readFileSync(new URL(name, root), 'utf8'))
  .join('\n')

describe('the words', () => {
  it('are there in both languages, with the same places', () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh))
    for (const [key, text] of Object.entries(zh)) {
      expect([key, placesOf(text)]).toEqual([key, placesOf(en[key as keyof typeof en])])
      expect(text.trim()).not.toBe('')
    }
  })

  it('of the first screen come with it, and no others', () => {
    expect(Object.keys(rest).filter((key) => key in first)).toEqual([])
    const onFirst = ['pages/Pin.vue', 'pages/SignIn.vue', 'say.ts'].map((name) => readFileSync(new URL(name, root), 'utf8')).join('\n')
    const named = [...onFirst.matchAll(/\bt\([^)]*\)/g)].flatMap(([call]) => [...call.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z]+)*)'/g)].map(([, key]) => String(key)))
    expect(named.length).toBeGreaterThan(20)
    // What the PIN's page says of the camera it says once the pages behind it have come.
    expect(named.filter((key) => !(key in first))).toEqual(['camera.restored'])
  })

  it('are all used', () => {
    const prefixes = [...sources.matchAll(/(?:word\(|t\()[`']([a-zA-Z]+)(?:'|\.\$\{)/g)].map((match) => match[1])
    // What was not applied names the words of its codes beside them.
    prefixes.push(...[...sources.matchAll(/said\([^\n]*?, '([a-zA-Z]+)'\)/g)].map((match) => match[1]))
    const unused = Object.keys(zh).filter((key) => {
      const prefix = key.split('.')[0]
      return !prefixes.includes(prefix) && !sources.includes(`'${key}'`)
    })
    expect(unused).toEqual([])
  })
})
