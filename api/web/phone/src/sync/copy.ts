// The phone's sealed copy of what the server knows: visits, cases, residents. Knows the table and the key it is handed.

import type { Schemas } from '@zerotrip/shared/wire'
import type { PhoneDb, SyncedRow } from '../db/db'
import { openValue, sealValue } from '../vault/seal'

/** A resident as the worker needs them at the door, or masked where the server shows no more. */
export type ResidentCopy = Schemas['SyncResident']

/** A write that the server did not apply and keeps for its worker. */
export interface NotApplied {
  id: string
  operation?: string
  code: string
  at: string
}

export interface Copies {
  visit: Schemas['VisitView']
  case: Schemas['CaseView']
  resident: ResidentCopy
  not_applied: NotApplied
}
export type Kind = keyof Copies

export class Copy {
  constructor(
    private readonly db: PhoneDb,
    private readonly key: () => CryptoKey,
  ) {}

  async put<K extends Kind>(kind: K, value: Copies[K]): Promise<void> {
    const name = `${kind}:${value.id}`
    const row: SyncedRow = { name, kind, sealed: await sealValue(this.key(), `synced:${name}`, value) }
    await this.db.synced.put(row)
  }

  async get<K extends Kind>(kind: K, id: string): Promise<Copies[K] | undefined> {
    const name = `${kind}:${id}`
    const row = await this.db.synced.get(name)
    return row === undefined ? undefined : openValue<Copies[K]>(this.key(), `synced:${name}`, row.sealed)
  }

  async all<K extends Kind>(kind: K): Promise<Copies[K][]> {
    const rows = await this.db.synced.where('kind').equals(kind).toArray()
    return Promise.all(rows.map((row) => openValue<Copies[K]>(this.key(), `synced:${row.name}`, row.sealed)))
  }

  remove(kind: Kind, id: string): Promise<void> {
    return this.db.synced.delete(`${kind}:${id}`)
  }

  /** Everything that was copied; drafts and outbox are the phone's own and stay. */
  async clear(): Promise<void> {
    await this.db.synced.clear()
  }
}
