// What the outbox asks of the line. An interface, so that its stories run without one. Knows the rows and the contract's
// replies; never a token.

import type { Reply, Schemas } from '@zerotrip/shared/wire'
import type { DataRow, MediaRow } from './rows'

/** A write's body, ready to go. */
export interface Outgoing {
  contentType: string
  body: string | ArrayBuffer
}

/** What tus tells on the way. Both are written down before anything goes on. */
export interface UploadWatch {
  at(url: string): Promise<void>
  /** Bytes that the server has acknowledged. */
  stored(bytes: number): Promise<void>
}

/** The part of a reply that the queues read, the same for all acts. What has no versions names none. */
export interface Acknowledged {
  id?: string
  version?: number
  acknowledged?: string[]
  replayed?: boolean
}

export interface Net {
  send(row: DataRow, outgoing: Outgoing): Promise<Reply<Acknowledged | undefined>>
  have(digests: string[]): Promise<Reply<Schemas['UploadsHeld']>>
  upload(row: MediaRow, bytes: ArrayBuffer, watch: UploadWatch): Promise<Reply<undefined>>
  look(caseId: string): Promise<Reply<Schemas['CaseView']>>
}

/** Opens a body that is sealed under the PIN's key; `undefined` while the vault is shut. */
export type OpenBody = (row: DataRow) => Promise<string | undefined>
