// A plain tar (ustar): the one archive that every machine at the centre opens, in forty lines.

export interface TarEntry {
  name: string
  bytes: Uint8Array
}

const BLOCK = 512

export function tar(entries: TarEntry[], at: number): Blob {
  const parts: BlobPart[] = []
  for (const { name, bytes } of entries) {
    parts.push(header(name, bytes.length, at), bytes as Uint8Array<ArrayBuffer>)
    parts.push(new Uint8Array((BLOCK - (bytes.length % BLOCK)) % BLOCK))
  }
  parts.push(new Uint8Array(2 * BLOCK))
  return new Blob(parts, { type: 'application/x-tar' })
}

function header(name: string, size: number, at: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(BLOCK)
  const text = (offset: number, value: string) => block.set(new TextEncoder().encode(value), offset)
  const octal = (value: number, digits: number) => `${Math.floor(value).toString(8).padStart(digits, '0')}\0`
  text(0, name.slice(0, 99))
  text(100, octal(0o600, 7))
  text(108, octal(0, 7))
  text(116, octal(0, 7))
  text(124, octal(size, 11))
  text(136, octal(at / 1000, 11))
  text(148, '        ')
  text(156, '0')
  text(257, 'ustar\u000000')
  let sum = 0
  for (const byte of block) sum += byte
  text(148, `${sum.toString(8).padStart(6, '0')}\0 `)
  return block
}
