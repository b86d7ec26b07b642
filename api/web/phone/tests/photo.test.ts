import { Decrypter, generateX25519Identity, identityToRecipient } from 'age-encryption'
import { describe, expect, it } from 'vitest'
import { hintsOf } from '../src/photo/quality'
import { sealTo } from '../src/photo/seal'
import { isPaper, sizeOf, warp, type Corners, type Pixels } from '../src/photo/warp'

/** A picture drawn by a rule of grey. */
function drawn(width: number, height: number, grey: (x: number, y: number) => number): Pixels {
  const data = new Uint8ClampedArray(width * height * 4)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) data.set([grey(x, y), grey(x, y), grey(x, y), 255], (y * width + x) * 4)
  return { data, width, height }
}

describe('straightening', () => {
  it('of a whole picture changes nothing', () => {
    const source = drawn(64, 48, (x, y) => x * 3 + y)
    const paper = warp(source, [{ x: 0, y: 0 }, { x: 64, y: 0 }, { x: 64, y: 48 }, { x: 0, y: 48 }])
    expect([paper.width, paper.height]).toEqual([64, 48])
    expect(paper.data).toEqual(source.data)
  })

  it('brings the corners of a slanting paper to the corners of the picture', () => {
    const corners: Corners = [{ x: 20, y: 10 }, { x: 90, y: 20 }, { x: 80, y: 90 }, { x: 10, y: 70 }]
    const source = drawn(100, 100, (x, y) => x + y)
    const paper = warp(source, corners)
    const { width, height } = sizeOf(corners)
    const grey = (x: number, y: number) => paper.data[(y * width + x) * 4] ?? 0
    expect(Math.abs(grey(0, 0) - 30)).toBeLessThan(3)
    expect(Math.abs(grey(width - 1, 0) - 110)).toBeLessThan(3)
    expect(Math.abs(grey(width - 1, height - 1) - 170)).toBeLessThan(4)
    expect(Math.abs(grey(0, height - 1) - 80)).toBeLessThan(3)
  })

  it('refuses corners that are no paper', () => {
    expect(isPaper([{ x: 0, y: 0 }, { x: 100, y: 0 }, { x: 100, y: 100 }, { x: 0, y: 100 }])).toBe(true)
    expect(isPaper([{ x: 0, y: 0 }, { x: 100, y: 100 }, { x: 100, y: 0 }, { x: 0, y: 100 }])).toBe(false)
    expect(isPaper([{ x: 0, y: 0 }, { x: 100, y: 0 }, { x: 100, y: 9 }, { x: 0, y: 9 }])).toBe(false)
  })
})

describe('hints', () => {
  const print = (x: number, y: number) => ((x >> 2) + (y >> 2)) % 2 === 0 ? 40 : 210

  it('say nothing of a sharp bright page', () => {
    expect(hintsOf(drawn(320, 240, print))).toEqual([])
  })
  it('see blur, darkness and glare', () => {
    expect(hintsOf(drawn(320, 240, (x) => 120 + 40 * Math.sin(x / 40)))).toContain('blurred')
    expect(hintsOf(drawn(320, 240, (x, y) => print(x, y) / 5))).toContain('dark')
    expect(hintsOf(drawn(320, 240, (x, y) => (x < 96 && y < 96 ? 255 : print(x, y))))).toContain('glare')
  })
})

describe('sealing', () => {
  it("is opened by the server's identity only, and digest and length are of the sealed bytes", async () => {
    const identity = await generateX25519Identity()
    const sealed = await sealTo(await identityToRecipient(identity), new Uint8Array([1, 2, 3]).buffer)
    expect(sealed.size).toBe(sealed.bytes.byteLength)
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', sealed.bytes))
    expect(sealed.sha256).toBe(Buffer.from(digest).toString('hex'))
    const open = async (by: string) => {
      const decrypter = new Decrypter()
      decrypter.addIdentity(by)
      return decrypter.decrypt(new Uint8Array(sealed.bytes))
    }
    expect(await open(identity)).toEqual(new Uint8Array([1, 2, 3]))
    await expect(open(await generateX25519Identity())).rejects.toThrow()
  })
})
