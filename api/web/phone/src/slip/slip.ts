// What stays with the resident: what was filed for them, under which number, what comes next. Pure; keys of words and what
// fills them.

import type { Schemas } from '@zerotrip/shared/wire'
import type { Item } from '../draft/checklist'
import type { Draft } from '../draft/draft'

export type NextKey = 'slip.nextSent' | 'slip.nextReceiving' | 'slip.nextReceived' | 'slip.nextToday' | 'slip.nextMend' | 'slip.nextDecided' | 'slip.nextOver'

export interface Filed {
  item: string
  number?: string
  next: NextKey
  /** Promised working days, where they are still to come. */
  days: number
}

const DECIDED = ['approved', 'issued']
const OVER = ['refused', 'not_accepted', 'delivered', 'closed', 'withdrawn', 'terminated', 'void']

/** Everything of a visit that was filed: as the server has it, or as it waits on this phone. */
export function filedOn(cases: Schemas['CaseView'][], drafts: Draft[], itemOf: (code: string) => Item | undefined): Filed[] {
  const daysOf = (code: string) => itemOf(code)?.guide.time_limit.promised_working_days ?? 0
  const known = new Set(cases.map(({ id }) => id))
  const sent = drafts.filter((draft) => draft.submittedAt !== undefined && !known.has(draft.id))
  return [
    ...cases.map(({ item, number, stage }) => ({ item, ...(number == null ? {} : { number }), next: nextOf(stage, daysOf(item)), days: daysOf(item) })),
    ...sent.map(({ item }) => ({ item, next: 'slip.nextSent' as const, days: daysOf(item) })),
  ]
}

function nextOf(stage: Schemas['CaseStage'], days: number): NextKey {
  if (stage === 'receiving') return 'slip.nextReceiving'
  if (stage === 'correction_requested') return 'slip.nextMend'
  if (DECIDED.includes(stage)) return 'slip.nextDecided'
  if (OVER.includes(stage)) return 'slip.nextOver'
  return days === 0 ? 'slip.nextToday' : 'slip.nextReceived'
}
