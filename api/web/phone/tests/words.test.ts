import { readFileSync, readdirSync } from 'node:fs'
import { placesOf } from '@zerotrip/shared/words'
import { describe, expect, it } from 'vitest'
import en from '../src/words/en.json'
import zh from '../src/words/zh-CN.json'

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

  it('are all used', () => {
    const prefixes = [...sources.matchAll(/(?:word\(|t\()[`']([a-zA-Z]+)(?:'|\.\$\{)/g)].map((match) => match[1])
    const unused = Object.keys(zh).filter((key) => {
      const prefix = key.split('.')[0]
      return !prefixes.includes(prefix) && !sources.includes(`'${key}'`)
    })
    expect(unused).toEqual([])
  })
})
