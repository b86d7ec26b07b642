// A case as it is being prepared at the table. Plain data, kept sealed; knows the contract's words, no page and no wire.

import type { Schemas } from '@zerotrip/shared/wire'

export type Cover = Schemas['Cover']
export type ConsentKind = Schemas['ConsentKind']
export type FilePurpose = Schemas['FilePurpose']

export interface FileRef {
  fileId: string
  sha256: string
  size: number
  mediaType: Schemas['MediaType']
  purpose: FilePurpose
  material?: string
}

/** What the resident said to one kind of handling, and to which words. */
export interface Said {
  given: boolean
  /** By the phone's clock, RFC 3339. */
  at: string
  version: string
}

export interface WitnessDraft {
  name: string
  last4: string
}

export interface GuardianDraft {
  name: string
  relation: Schemas['GuardianRelation']
  ground: Schemas['GuardianGround']
}

export interface MandateDraft {
  kind: Schemas['SignatureKind']
  termDays: number
  /** When the signature was made, by the phone's clock. */
  signedAt?: string
  witness?: WitnessDraft
  secondWitness?: WitnessDraft
  guardian?: GuardianDraft
}

/** What of a case that the server has is handed in: what a correction notice names, or what was to follow its acceptance. */
export interface Mending {
  kind: 'correction' | 'supplement'
  /** What is asked for: codes of materials, and `mandate` for mandate and signature. The rest stays as it was. */
  materials: string[]
  /** Why, as the notice says it. */
  defects: Schemas['Defect'][]
  /** The notice's instant: a later notice asks for something else. */
  noticeAt?: string
}

export interface Draft {
  /** The case's id. */
  id: string
  visitId: string
  residentId: string
  item: string
  catalogueVersion: string
  /** The version of the case that this mends; 0 for one that the server does not have. */
  baseVersion: number
  consents: Partial<Record<ConsentKind, Said>>
  covers: Record<string, { cover: Cover; note?: string }>
  files: FileRef[]
  mandate: MandateDraft
  form: Record<string, string>
  /** The worker has looked the form over. */
  formSeen: boolean
  note: string
  /** The worker has compared the resident with their card. */
  residentSeen: boolean
  submittedAt?: string
  mends?: Mending
  /** Shared materials that the look-up did not bring: their originals are photographed after all. */
  wanted?: string[]
  /** The write that the server did not apply, when this says it again. */
  resends?: string
}

export function newDraft(id: string, visit: { id: string; residentId: string }, item: string, catalogueVersion: string): Draft {
  return {
    id,
    visitId: visit.id,
    residentId: visit.residentId,
    item,
    catalogueVersion,
    baseVersion: 0,
    consents: {},
    covers: {},
    files: [],
    mandate: { kind: 'signature', termDays: 30 },
    form: {},
    formSeen: false,
    note: '',
    residentSeen: false,
  }
}

export function filesFor(draft: Draft, purpose: FilePurpose, material?: string): FileRef[] {
  return draft.files.filter((file) => file.purpose === purpose && file.material === material)
}

/** Adds a file. There is one signature, one proof of guardianship, one commitment; a material may have several photos. */
export function addFile(draft: Draft, file: FileRef): FileRef[] {
  const single = file.purpose !== 'material' && file.purpose !== 'witness'
  const replaced = single ? filesFor(draft, file.purpose) : []
  draft.files = draft.files.filter((other) => !replaced.includes(other)).concat(file)
  if (file.material !== undefined) draft.covers[file.material] = { cover: 'file' }
  return replaced
}

export function removeFile(draft: Draft, fileId: string): void {
  const gone = draft.files.find((file) => file.fileId === fileId)
  draft.files = draft.files.filter((file) => file.fileId !== fileId)
  const material = gone?.material
  if (material !== undefined && filesFor(draft, 'material', material).length === 0) delete draft.covers[material]
}
