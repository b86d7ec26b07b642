// The phone's sealed copy of what the server knows: visits, cases, residents. Knows the table and the key it is handed.

import type { Schemas } from '@zerotrip/shared/wire'
import type { PhoneDb, SyncedRow } from '../db/db'
import { openValue, sealValue } from '../vault/seal'

/** A resident as the worker needs them at the door, or masked where the server shows no more. */
export type ResidentCopy = Schemas['SyncResident']

export interface Copies {
  visit: Schemas['VisitView']
  case: Schemas['CaseView']
  resident: ResidentCopy
  not_applied: Schemas['NotApplied']
}
export type Kind = keyof Copies

export class Copy {
  constructor(
    private readonly db: PhoneDb,
    private readonly key: () => CryptoKey,
  ) {}

  async put<K extends Kind>(kind: K, value: Copies[K]): Promise<void> {
    await this.db.synced.put(await this.rowOf(kind, value))
  }

  /** What this phone made itself, until the server tells of it. */
  async keepOwn<K extends Kind>(kind: K, value: Copies[K]): Promise<void> {
    await this.db.synced.put({ ...(await this.rowOf(kind, value)), own: true })
  }

  private async rowOf<K extends Kind>(kind: K, value: Copies[K]): Promise<SyncedRow> {
    const name = `${kind}:${value.id}`
    return { name, kind, sealed: await sealValue(this.key(), `synced:${name}`, value) }
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

  /** The copy, and with a resident what the phone found them by. */
  async remove(kind: Kind, id: string): Promise<void> {
    await this.db.synced.delete(`${kind}:${id}`)
    if (kind === 'resident') await this.db.digests.where('residentId').equals(id).delete()
  }

  /** Somebody whom this phone entered is one whom the server knows: they are found under that id from here on. */
  async merge(own: string, known: string): Promise<void> {
    await this.db.digests.where('residentId').equals(own).modify({ residentId: known })
    await this.remove('resident', own)
  }

  /** Everything of a kind but these, and but what this phone made itself. */
  async removeOthers(kind: Kind, kept: Set<string>): Promise<void> {
    const names = await this.db.synced.where('kind').equals(kind).and((row) => row.own !== true).primaryKeys()
    const gone = names.map((name) => name.slice(kind.length + 1)).filter((id) => !kept.has(id))
    for (const id of gone) await this.remove(kind, id)
  }

  /** Everything that was copied; drafts, outbox and what is of this phone's making stay. */
  async clear(): Promise<void> {
    await this.db.synced.filter((row) => row.own !== true).delete()
  }
}
