// The order of a day's stops: as the worker chose it, as the server keeps it, otherwise by the hour. Pure.

import type { Schemas } from '@zerotrip/shared/wire'

export type Stop = Schemas['VisitView']

/**
 * The stops in order. `chosen` is what this phone was told and the server may not have: it counts for the stops that it
 * names; the others follow by the hour.
 */
export function inOrder(stops: Stop[], chosen: string[] | undefined): Stop[] {
  const placeOf = (stop: Stop) => {
    const place = chosen === undefined ? (stop.position ?? -1) : chosen.indexOf(stop.id)
    return place < 0 ? Infinity : place
  }
  return [...stops].sort((a, b) => {
    const [first, second] = [placeOf(a), placeOf(b)]
    return first === second ? Date.parse(a.planned_for) - Date.parse(b.planned_for) : first - second
  })
}

/** A list with one of its members at another place. */
export function moved<One>(list: One[], from: number, to: number): One[] {
  const rest = list.filter((_, n) => n !== from)
  const one = list.slice(from, from + 1)
  const place = Math.max(0, Math.min(rest.length, to))
  return [...rest.slice(0, place), ...one, ...rest.slice(place)]
}

/** Where in a list something is let go: the first member whose middle lies below. */
export function placeAt(y: number, boxes: { top: number; height: number }[]): number {
  const below = boxes.findIndex(({ top, height }) => y < top + height / 2)
  return below < 0 ? boxes.length : below
}

/** Stops that a way can be made through: what is over needs none, and the server takes so many. */
export const MOST = 16
export const onTheWay = (stops: Stop[]) => stops.filter(({ stage }) => stage === 'planned' || stage === 'underway').slice(0, MOST)
