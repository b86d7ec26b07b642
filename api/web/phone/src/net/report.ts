// What the phone tells of itself: how much it holds that nobody has answered for, so that somebody looks for a phone that
// falls silent. Numbers only, no person. A state: the last one counts.

import { ask, type Schemas } from '@zerotrip/shared/wire'
import type { PhoneDb } from '../db/db'
import { isOfCase } from '../outbox/rows'
import { isKept, room } from '../storage'
import type { Session } from './session'

let lastTold = ''

export async function reportDevice(db: PhoneDb, session: Session): Promise<void> {
  const report = await stateOf(db)
  const said = JSON.stringify(report)
  // The room that is left changes all the time and is no news by itself.
  const news = JSON.stringify({ ...report, free_bytes: 0 })
  if (news === lastTold) return
  const reply = await session.authed((token) => ask('put', '/v1/devices/this', {}, JSON.parse(said), { token }))
  if (reply.kind === 'done') lastTold = news
}

async function stateOf(db: PhoneDb): Promise<Schemas['PutDeviceReport']> {
  const [data, media, acks] = await Promise.all([db.data.toArray(), db.media.toArray(), db.acks.toArray()])
  const cases = new Set([...data.filter((row) => isOfCase(row.act)).map((row) => row.objectId), ...acks.map((row) => row.caseId)])
  const waiting = [...data, ...media, ...acks].map((row) => row.createdAt)
  const space = await room()
  return {
    app_version: __APP_VERSION__,
    unsent_cases: cases.size,
    unsent_files: media.length,
    unsent_bytes: media.reduce((sum, row) => sum + row.size, 0),
    ...(waiting.length === 0 ? {} : { oldest_unsent_at: new Date(Math.min(...waiting)).toISOString() }),
    ...(space === undefined ? {} : { free_bytes: Math.max(0, space.of - space.used) }),
    persisted: (await isKept()) === true,
    user_agent_words: kernelWords(navigator.userAgent),
  }
}

/** `Chrome 118, Android 11`: what a pilot wants to know of a phone, without its model. */
export function kernelWords(agent: string): string {
  const kernel = /(DingTalk|MicroMessenger|Chrome|Firefox|Version)\/(\d+)/.exec(agent)
  const system = /(Android|iPhone OS|CPU OS|Windows NT) ?(\d+)?/.exec(agent) ?? /(Mac OS X|Linux)/.exec(agent)
  const words = [kernel, system].flatMap((found) => (found === null ? [] : [[found[1], found[2]].filter(Boolean).join(' ')]))
  return words.length === 0 ? 'unknown' : words.join(', ')
}
