// Parts of the contract that the generated types do not name yet, by hand until they do. Nothing else belongs here.

import type { Schemas } from '@zerotrip/shared/wire'

/** A write of this worker's that the state of things did not allow, as the server keeps it. */
export interface NotApplied {
  id: string
  write_id: string
  operation: string
  object_id: string
  case_id?: string | null
  visit_id?: string | null
  code: string
  base_version?: number | null
  current_version?: number | null
  refused_at: string
  settled: boolean
  /** The body as it was sent; left out where the resident was erased since. */
  said?: Record<string, unknown> | null
}

export type SyncChange = Schemas['SyncChange'] | { kind: 'not_applied'; not_applied: NotApplied }

/** What a visit says of its place in the day. */
export interface Placed {
  /** Which stop of the day it is, counted from 0, where its worker has chosen an order. */
  position?: number | null
}

/** Answer to `POST /v1/visits/order`. */
export interface ProposedOrder {
  visit_ids: string[]
  /** As the crow flies. */
  metres?: number | null
  unplaced: string[]
}

export type RequestSource = 'phone_call' | 'family' | 'community' | 'due'
export type HalfDay = 'morning' | 'afternoon'

/** `PUT /v1/visit-requests/{id}` */
export interface AskVisit {
  write_id: string
  base_version: number
  community_id: string
  source: RequestSource
  /** For whom, where the register knows them. */
  resident_id?: string
  /** Who asks. */
  caller?: { name: string; phone?: string; address?: string }
  items: string[]
  wished_on?: string
  wished_half?: HalfDay
  note?: string
}

/** One line of `GET /v1/visit-requests`, masked. */
export interface VisitRequest {
  id: string
  version: number
  community_id: string
  source: RequestSource
  resident?: Schemas['ResidentView'] | null
  caller?: { name: string; phone?: string | null } | null
  items: string[]
  wished_on?: string | null
  wished_half?: HalfDay | null
  note?: string | null
  asked_at: string
  state: string
}
