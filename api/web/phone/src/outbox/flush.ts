// One round of the outbox: three queues side by side, none of which waits for another. Plain rows and one plain function:
// what is due goes out, what comes back is written down, and one bad item never holds up the rest.

import type { PhoneDb } from '../db/db'
import { flushAcks } from './acks'
import { flushData } from './data'
import { flushMedia } from './media'
import type { Net, OpenBody } from './net'

/** What stops a round. The strongest word of the three queues counts. */
export type Halt = 'none' | 'sign-in' | 'revoked'

export interface Round {
  net: Net
  db: PhoneDb
  open: OpenBody
  /** Time and chance are handed in, as everywhere. */
  clock: () => number
  chance: () => number
}

export async function flush(round: Round): Promise<Halt> {
  const halts = await Promise.all([flushData(round), flushMedia(round)])
  // Asked last in a round, so that a case whose photos have just gone through is asked about at once.
  if (!halts.some((halt) => halt !== 'none')) halts.push(await flushAcks(round))
  return halts.includes('revoked') ? 'revoked' : halts.includes('sign-in') ? 'sign-in' : 'none'
}
