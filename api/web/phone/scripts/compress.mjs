// Puts a .br and a .gz beside each file that gets smaller, so that the server need not pack at each request.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist', import.meta.url).pathname

for (const name of readdirSync(dist, { recursive: true })) {
  if (!/\.(js|css|html|svg|webmanifest)$/.test(name)) continue
  const path = join(dist, name)
  const plain = readFileSync(path)
  const packed = [
    ['.br', brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
    ['.gz', gzipSync(plain, { level: 9 })],
  ]
  for (const [ending, bytes] of packed) if (bytes.length < plain.length) writeFileSync(path + ending, bytes)
}
