// Who has what of a case, as this phone knows it: the server's word, and on top of it what was noted here and has not been
// answered yet, in its order. Pure.

import type { Schemas } from '@zerotrip/shared/wire'
import type { DataRow, Told } from '../outbox/rows'

export type Thing = Schemas['CustodyThing']

export interface Hand {
  /** What I have. */
  carried: Thing[]
  /** What I am to say to have. */
  toTake: Thing[]
}

const NOTHING: Schemas['Things'] = {}

/** `told` are acts that the server has answered, while the copy is older than its answer. */
export function handOf(view: Schemas['CaseView'], me: string, rows: DataRow[], now: number, told: Told[] = []): Hand {
  const things = view.custody ?? []
  const hand: Hand = {
    carried: things.filter((thing) => thing.holder === 'worker' && thing.worker_id === me),
    toTake: things.filter((thing) => thing.awaited === 'worker' && thing.awaited_worker_id === me),
  }
  // What was refused changed nothing: it is still where it was.
  const queued = rows.filter((row) => row.objectId === view.id && row.state === 'queued')
  const newer = told.filter((one) => one.objectId === view.id && one.version > view.version)
  return [...newer, ...queued].reduce((hand, row) => after(hand, row, me, now), hand)
}

/** The things of a list, as an act names them. */
export function named(things: Thing[]): Schemas['Things'] {
  const originals = things.flatMap(({ material }) => (material == null ? [] : [material]))
  return { ...(things.some(isResult) ? { result: true } : {}), ...(originals.length > 0 ? { originals } : {}) }
}

export const isResult = (thing: Thing) => thing.material == null

function after(hand: Hand, row: Pick<DataRow, 'writeId' | 'act' | 'things'>, me: string, now: number): Hand {
  const meant = row.things ?? NOTHING
  const isMeant = (thing: Thing) => (isResult(thing) ? meant.result === true : (meant.originals ?? []).includes(thing.material ?? ''))
  const left = (things: Thing[]) => things.filter((thing) => !isMeant(thing))
  switch (row.act) {
    case 'take-over': {
      const taken = hand.toTake.filter(isMeant).map((thing): Thing => ({ ...thing, holder: 'worker', worker_id: me, awaited: null }))
      return { carried: left(hand.carried).concat(taken), toTake: left(hand.toTake) }
    }
    case 'hand-over':
      // It is the worker's until the centre says to have it.
      return { ...hand, carried: hand.carried.map((thing) => (isMeant(thing) ? { ...thing, awaited: 'centre' } : thing)) }
    case 'deliver':
      return { ...hand, carried: left(hand.carried) }
    case 'attempt':
      return { ...hand, carried: hand.carried.map((thing) => (isResult(thing) ? { ...thing, attempts: thing.attempts + 1 } : thing)) }
    case 'originals': {
      const since = new Date(now).toISOString()
      const fresh = (meant.originals ?? []).map(
        (material): Thing => ({ id: `${row.writeId}:${material}`, material, count: 1, holder: 'worker', worker_id: me, since, attempts: 0 }),
      )
      return { ...hand, carried: hand.carried.concat(fresh) }
    }
    default:
      return hand
  }
}
