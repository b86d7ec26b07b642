// A browser's own folder on the disk, read byte by byte: also what was erased since lies in it, for a database clears up late.

import { chromium, type BrowserContext, type PlaywrightTestOptions, type PlaywrightWorkerOptions } from '@playwright/test'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex')

export class Folder {
  private readonly path = mkdtempSync(join(tmpdir(), 'zerotrip-phone-'))

  /** A browser that keeps everything here, as a phone's does. A private one has no limit that its tools could set. */
  open(use: object): Promise<BrowserContext> {
    const { launchOptions, locale, timezoneId, viewport, hasTouch, isMobile } = use as PlaywrightTestOptions & PlaywrightWorkerOptions
    return chromium.launchPersistentContext(this.path, { ...launchOptions, locale, timezoneId, viewport, hasTouch, isMobile })
  }

  /** Which of the texts lie in which file: as UTF-8, or with two bytes a character, as an engine keeps it. */
  holding(texts: string[], within = /./): string[] {
    const wanted = texts.map((text) => ({ text, spellings: [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')] }))
    return this.files(within).flatMap((file) => {
      const bytes = this.read(file)
      const found = wanted.filter(({ spellings }) => spellings.some((spelling) => bytes.includes(spelling)))
      return found.map(({ text }) => `${text}: ${file}`)
    })
  }

  /** How many pictures lie open: those whose first bytes are followed by `mark`, and others. */
  pictures(within: RegExp, mark: string): { known: number; others: number } {
    const count = { known: 0, others: 0 }
    for (const bytes of this.files(within).map((file) => this.read(file))) {
      for (const head of [PNG, JPEG]) {
        for (let at = bytes.indexOf(head); at >= 0; at = bytes.indexOf(head, at + 1)) {
          const next = bytes.subarray(at + head.length, at + head.length + mark.length).toString('latin1')
          count[next === mark ? 'known' : 'others'] += 1
        }
      }
    }
    return count
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }

  private read(file: string): Buffer {
    return readFileSync(join(this.path, file))
  }

  private files(within: RegExp): string[] {
    return readdirSync(this.path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.path.length))
      .filter((file) => within.test(file))
  }
}
