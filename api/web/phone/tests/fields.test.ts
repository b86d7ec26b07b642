import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

// A browser writes what is typed into its own history of forms and into the copy of open pages that it makes in case it
// crashes, both in the clear and outside the vault, unless the field says that it may not.

const SOURCES = new URL('../src/', import.meta.url)
const pages = (readdirSync(SOURCES, { recursive: true }) as string[]).filter((name) => name.endsWith('.vue'))

describe('a field for text', () => {
  it('says whether the browser may remember what was typed', () => {
    const fields = pages.flatMap((name) =>
      [...readFileSync(new URL(name, SOURCES), 'utf8').matchAll(/<(?:input|textarea)\b(?:[^>"]|"[^"]*")*>/g)].map(([tag]) => `${name}: ${tag}`),
    )
    const typed = fields.filter((tag) => !/type="(radio|checkbox|file)"/.test(tag))
    expect(typed.length).toBeGreaterThan(8)
    expect(typed.filter((tag) => !/\bautocomplete="|:autocomplete="/.test(tag))).toEqual([])
  })
})
