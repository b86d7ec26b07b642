// A finished draft as the contract's `PutCase`. Pure; the `write_id` and the version are of the same write.

import { tidyIdNumber } from '@zerotrip/shared/idcard'
import type { Schemas } from '@zerotrip/shared/wire'
import { coversOf, consentsOf, isDeferring, type Item } from './checklist'
import { filesFor, type Draft, type FileRef, type WitnessDraft } from './draft'

export type PutCase = Schemas['PutCase']

export function bodyOf(draft: Draft, item: Item, agentName: string, collectedAt: string, writeId: string): PutCase {
  const files = claimed(draft, item)
  const note = draft.note.trim()
  return {
    write_id: writeId,
    base_version: draft.baseVersion,
    visit_id: draft.visitId,
    resident: { id: draft.residentId },
    item: draft.item,
    catalogue_version: draft.catalogueVersion,
    collected_at: collectedAt,
    form: draft.form,
    ...(note === '' ? {} : { note }),
    mandate: mandateOf(draft, agentName, collectedAt),
    consents: consentsOf(item, draft).flatMap((kind) => {
      const said = draft.consents[kind]
      return said === undefined ? [] : [{ kind, text_version: said.version, given: said.given, given_at: said.at }]
    }),
    materials: coversIn(draft, item),
    manifest: files.map(manifestOf),
  }
}

/** What was to follow an acceptance, or part of it. */
export function supplementBodyOf(draft: Draft, item: Item, writeId: string): Schemas['SupplementCase'] {
  return {
    write_id: writeId,
    base_version: draft.baseVersion,
    materials: coversIn(draft, item),
    manifest: claimed(draft, item).map(manifestOf),
  }
}

function coversIn(draft: Draft, item: Item): Schemas['MaterialCover'][] {
  return item.guide.materials.flatMap((material) => {
    const covered = draft.covers[material.code]
    if (covered === undefined || !coversOf(material, draft).includes(covered.cover)) return []
    const words = covered.note?.trim() ?? ''
    return [{ material: material.code, cover: covered.cover, ...(words === '' ? {} : { note: words }) }]
  })
}

function manifestOf(file: FileRef): Schemas['ManifestFile'] {
  return {
    file_id: file.fileId,
    sha256: file.sha256,
    size: file.size,
    media_type: file.mediaType,
    purpose: file.purpose,
    ...(file.material === undefined ? {} : { material: file.material }),
  }
}

/** The files that the case names: what the worker chose another way for meanwhile stays out. */
export function claimed(draft: Draft, item: Item): FileRef[] {
  const deferred = isDeferring(draft)
  return draft.files.filter((file) => {
    if (file.purpose === 'commitment') return deferred
    if (file.purpose === 'guardianship') return draft.mandate.guardian !== undefined
    if (file.material === undefined) return true
    const material = item.guide.materials.find(({ code }) => code === file.material)
    if (material === undefined || draft.covers[material.code]?.cover !== 'file') return false
    return coversOf(material, draft).includes('file')
  })
}

function mandateOf(draft: Draft, agentName: string, collectedAt: string): Schemas['Mandate'] {
  const { mandate } = draft
  const signature = filesFor(draft, 'signature')[0]
  const proof = filesFor(draft, 'guardianship')[0]
  const witnesses = { signature: 0, thumbprint: 1, oral_assent: 2 }[mandate.kind]
  return {
    agent_name: agentName,
    powers: ['file', 'supplement', 'collect'],
    signed_at: mandate.signedAt ?? collectedAt,
    term_days: mandate.termDays,
    signature: { kind: mandate.kind, file_id: signature?.fileId ?? '' },
    ...(witnesses > 0 && mandate.witness ? { witness: witnessOf(mandate.witness) } : {}),
    ...(witnesses > 1 && mandate.secondWitness ? { second_witness: witnessOf(mandate.secondWitness) } : {}),
    ...(mandate.guardian && proof
      ? { guardian: { ...mandate.guardian, name: mandate.guardian.name.trim(), proof_file_id: proof.fileId } }
      : {}),
  }
}

function witnessOf({ name, last4 }: WitnessDraft): Schemas['Witness'] {
  return { name: name.trim(), id_last4: tidyIdNumber(last4) }
}
