// What the app may weigh over the wire, gzipped: a worker in a stairwell has a thin line. Fails the build beyond it.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const FIRST_SCREEN = 100_000
const WHOLE = 260_000

const dist = new URL('../dist', import.meta.url).pathname
const weigh = (name) => gzipSync(readFileSync(join(dist, name)), { level: 9 }).length
const index = readFileSync(join(dist, 'index.html'), 'utf8')
const first = ['index.html', ...[...index.matchAll(/(?:src|href)="\.\/([^"]+\.(?:js|css))"/g)].map((match) => match[1])]
const all = readdirSync(dist, { recursive: true }).filter((name) => /\.(js|css|html|svg|webmanifest)$/.test(name))
const sum = (names) => names.reduce((bytes, name) => bytes + weigh(name), 0)

const foreign = all.filter((name) => /\/\/at\.alicdn\.com/.test(readFileSync(join(dist, name), 'utf8')))
const checks = [
  ['first screen', sum(first), FIRST_SCREEN],
  ['whole app', sum(all), WHOLE],
]
for (const [what, bytes, most] of checks) console.log(`${what}: ${(bytes / 1000).toFixed(1)} of ${most / 1000} KB gz`)
const heavy = checks.filter(([, bytes, most]) => bytes > most)
if (heavy.length > 0 || foreign.length > 0) {
  for (const [what] of heavy) console.error(`${what} is too heavy`)
  for (const name of foreign) console.error(`${name} names a foreign host`)
  process.exit(1)
}
