// The rows of the three queues: plain facts, and sealed bytes. Knows nothing of the database or the wire.

import type { Fault } from '@zerotrip/shared/problem'
import type { Schemas } from '@zerotrip/shared/wire'

/** The media type of a body that is sealed to the server. */
export const SEALED_BODY = 'application/vnd.zerotrip.sealed+age'

/** Waiting for its turn; set aside for a person; done. */
export type RowState = 'queued' | 'aside'

/** Why a row waits or was set aside, as the server said it. */
export interface Reason {
  code: string
  faults: Fault[]
  /** The version the server has, when that is what it refused. */
  difference?: string
}

/** The body of a write, frozen with its `write_id`. */
export type FrozenBody =
  /** No personal data in it: sent as it stands, whether the vault is open or not. */
  | { kind: 'plain'; json: string }
  /** Sealed under the PIN's key, and to the server for the rescue file: sending asks for the open vault. */
  | { kind: 'pin'; sealed: ArrayBuffer; forServer: ArrayBuffer }
  /** Sealed to the server: the phone can send it and cannot read it. */
  | { kind: 'age'; sealed: ArrayBuffer }

/** Acts at a door, and back at the centre: they happened, whatever the phone knew, and name no version. */
export type DoorAct = 'take-over' | 'hand-over' | 'deliver' | 'attempt' | 'originals'
/** Acts on a case. Each is answered with the case's acknowledgement. */
export type CaseAct = 'put-case' | 'supplement' | DoorAct
export type Act = 'put-resident' | 'plan-visit' | 'start-visit' | 'finish-visit' | 'settle' | 'order-day' | 'ask-visit' | CaseAct

const OF_CASES: readonly Act[] = ['put-case', 'supplement', 'take-over', 'hand-over', 'deliver', 'attempt', 'originals']
const VERSIONED: readonly Act[] = ['ask-visit', 'plan-visit', 'start-visit', 'finish-visit', 'put-case', 'supplement']
/** Writes that make the object which others are about. */
const MAKING: readonly Act[] = ['put-resident', 'plan-visit']

export const isOfCase = (act: Act) => OF_CASES.includes(act)
export const makes = (act: Act) => MAKING.includes(act)
/** Whether a write says on which version of its object it was made. */
export const isVersioned = (act: Act) => VERSIONED.includes(act)

/** One write to the server: visits, cases, acts at the door. */
export interface DataRow {
  seq?: number
  writeId: string
  /** What it is, for the list the worker sees. */
  act: Act
  /** Writes to one object keep their order. */
  objectId: string
  method: 'PUT' | 'POST'
  path: string
  body: FrozenBody
  /**
   * The version it is made on. `undefined` until the reply of the write before it tells; fixed at the first attempt, for
   * the same `write_id` goes with the same body.
   */
  baseVersion?: number
  state: RowState
  attempts: number
  nextAt: number
  createdAt: number
  reason?: Reason
  /** For the list the worker sees: code of the item. */
  item?: string
  /** Things that change hands by it, as codes: what the phone shows until the server has answered. */
  things?: Schemas['Things']
  /** Files that it claims. */
  files?: string[]
  /** Objects that the server must have first, where this phone made them. */
  needs?: string[]
}

/** An act that the server has answered, kept until the copy shows it. Facts as in its row. */
export type Told = Pick<DataRow, 'writeId' | 'act' | 'objectId' | 'things'> & { version: number }

/** One sealed photo; its bytes lie in a table of their own, so that counting photos does not read them. */
export interface MediaRow {
  fileId: string
  draftId: string
  sha256: string
  size: number
  mediaType: 'image/jpeg' | 'image/png' | 'application/pdf'
  /** Where tus goes on. Our own column: the library's own memory wants a file's name. */
  uploadUrl?: string
  /** Bytes that the server has acknowledged, never bytes that were sent. */
  stored: number
  /** Whole and durable on the server; not yet answered for. */
  uploaded: boolean
  /** A submitted case names it. Until then its draft may drop it. */
  claimed: boolean
  /** Cases whose acknowledgement has still to name it. */
  awaits: string[]
  state: RowState
  attempts: number
  nextAt: number
  createdAt: number
  reason?: Reason
}

/** A case that the phone asks about until the server answers for every file of it. */
export interface AckRow {
  caseId: string
  files: string[]
  attempts: number
  nextAt: number
  createdAt: number
}
