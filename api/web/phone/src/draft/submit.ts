// Submitting: the draft becomes a frozen write in the outbox. From here on a stolen phone shows nothing of it once the
// server takes sealed bodies; until then the body waits under the PIN's key, with a copy for the rescue file.

import { shanghaiTime } from '@zerotrip/shared/format'
import { uuidv7 } from '@zerotrip/shared/uuid'
import type { PhoneDb } from '../db/db'
import { enqueue, versionOf } from '../outbox/enqueue'
import { freeze, type Sealer } from '../outbox/freeze'
import { settle } from '../refused/settle'
import { sealValue } from '../vault/seal'
import { bodyOf, claimed, supplementBodyOf } from './body'
import type { Item } from './checklist'
import type { Draft } from './draft'

export interface Submitting extends Sealer {
  db: PhoneDb
  agentName: string
  now: number
}

export async function submit(draft: Draft, item: Item, by: Submitting): Promise<void> {
  const writeId = uuidv7(by.now)
  const at = shanghaiTime(by.now)
  const baseVersion = await versionOf(by.db, draft.id, draft.baseVersion)
  const now = { ...draft, baseVersion }
  const follows = draft.mends?.kind === 'supplement'
  const body = follows ? supplementBodyOf(now, item, writeId) : bodyOf(now, item, by.agentName, at, writeId)
  const frozen = await freeze(body, writeId, by)
  const files = claimed(draft, item).map((file) => file.fileId)
  const { resends: _, ...said } = now
  const submitted: Draft = { ...said, submittedAt: at }
  const sealed = await sealValue(by.key, `drafts:${draft.id}`, submitted)
  await by.db.transaction('rw', [by.db.data, by.db.media, by.db.acks, by.db.drafts], async () => {
    await enqueue(
      by.db,
      {
        ...(follows
          ? { act: 'supplement' as const, method: 'POST' as const, path: `/v1/cases/${draft.id}/supplement` }
          : { act: 'put-case' as const, method: 'PUT' as const, path: `/v1/cases/${draft.id}` }),
        objectId: draft.id,
        body: frozen,
        baseVersion,
        item: draft.item,
        writeId,
        needs: [draft.visitId],
      },
      by.now,
      files,
    )
    if (draft.resends !== undefined) await settle(by.db, draft.resends, 'resent', by.now)
    await by.db.drafts.update(draft.id, { sealed, updatedAt: by.now })
  })
}
