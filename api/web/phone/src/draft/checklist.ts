// The phone's own checklist, for the worker's eyes: what is spared and why, what is to be photographed, what is to be
// signed. The server's checklist decides; this one is reckoned from the same guide.

import type { Schemas } from '@zerotrip/shared/wire'
import { isLastFour } from '@zerotrip/shared/idcard'
import { filesFor, type ConsentKind, type Cover, type Draft } from './draft'

export type Item = Schemas['ItemView']
export type Material = Schemas['MaterialView']
export type TaskName = 'resident' | 'consents' | 'photos' | 'sign' | 'form'
/** Not begun; begun and something lacks; done. */
export type TaskState = 'todo' | 'part' | 'done'

export interface Task {
  name: TaskName
  state: TaskState
  /** What lacks, as keys of words and what fills them. */
  lacks: Lack[]
}

export interface Lack {
  task: TaskName
  key: 'lack.consent' | 'lack.refused' | 'lack.material' | 'lack.note' | 'lack.signature' | 'lack.witness' | 'lack.guardian' | 'lack.commitment' | 'lack.form' | 'lack.resident'
  material?: Material
  consent?: ConsentKind
}

/** Kinds that the item calls for, in the order in which they are read aloud. */
export function consentsOf(item: Item, draft: Draft): ConsentKind[] {
  const kinds: ConsentKind[] = ['personal_information']
  for (const { consent } of item.guide.materials) if (consent && !kinds.includes(consent)) kinds.push(consent)
  if (draft.mandate.guardian?.ground === 'minor') kinds.push('child')
  kinds.push('electronic_service')
  return kinds
}

/** Fetched by data sharing: nothing is to be brought. */
export const isSpared = (material: Material) => material.source === 'share'

/** Ways in which a material may be covered, the usual one first. A photo that was refused leaves the paper ways. */
export function coversOf(material: Material, draft: Draft): Cover[] {
  const refused = material.consent != null && draft.consents[material.consent]?.given === false
  const covers: Cover[] = []
  if (!refused) covers.push('file')
  if (material.source === 'copy') covers.push('original_seen')
  if (material.source === 'original') covers.unshift('original_taken')
  if (material.deferrable) covers.push('deferred')
  if (material.conditional) covers.push('not_applicable')
  // What was to follow may come in parts: what does not come yet is left out.
  return draft.mends?.kind === 'supplement' ? covers.filter((cover) => cover !== 'deferred' && cover !== 'not_applicable') : covers
}

/** The materials that somebody at the table has to do something about; the form is a page of its own. */
export function atTable(item: Item, draft: Draft): Material[] {
  return item.guide.materials.filter((material) => {
    if (draft.mends?.kind === 'supplement') return draft.mends.materials.includes(material.code)
    if (draft.mends !== undefined) return material.source !== 'form' && draft.mends.materials.includes(material.code)
    return material.source === 'copy' || material.source === 'original' || (draft.wanted ?? []).includes(material.code)
  })
}

export function forms(item: Item, draft: Draft): Material[] {
  if (draft.mends?.kind === 'supplement') return []
  const isAsked = (code: string) => draft.mends === undefined || draft.mends.materials.includes(code)
  return item.guide.materials.filter(({ source, code }) => source === 'form' && isAsked(code))
}

export function tasksOf(item: Item, draft: Draft): Task[] {
  if (draft.mends?.kind === 'supplement') return [photos(item, draft)]
  return [resident(draft), consents(item, draft), photos(item, draft), form(item, draft), sign(draft)]
}

/** Everything that lacks. A case with lacks may not be submitted, for the server would only say the same. */
export const lacksOf = (item: Item, draft: Draft): Lack[] => tasksOf(item, draft).flatMap((task) => task.lacks)

function resident(draft: Draft): Task {
  if (draft.residentSeen) return { name: 'resident', state: 'done', lacks: [] }
  return { name: 'resident', state: 'todo', lacks: [{ task: 'resident', key: 'lack.resident' }] }
}

function consents(item: Item, draft: Draft): Task {
  const kinds = consentsOf(item, draft)
  const lacks: Lack[] = []
  for (const consent of kinds) {
    if (draft.consents[consent] === undefined) lacks.push({ task: 'consents', key: 'lack.consent', consent })
  }
  const needed: ConsentKind[] = ['personal_information', 'child']
  for (const consent of needed) {
    if (draft.consents[consent]?.given === false) lacks.push({ task: 'consents', key: 'lack.refused', consent })
  }
  return { name: 'consents', state: stateOf(lacks, kinds.some((kind) => draft.consents[kind] !== undefined)), lacks }
}

function photos(item: Item, draft: Draft): Task {
  const materials = atTable(item, draft)
  const begun = materials.filter(({ code }) => draft.covers[code] !== undefined)
  const inParts = draft.mends?.kind === 'supplement' && begun.length > 0
  const lacks = (inParts ? begun : materials).flatMap((material) => lackOf(material, draft, 'photos'))
  if (isDeferring(draft) && filesFor(draft, 'commitment').length === 0) lacks.push({ task: 'photos', key: 'lack.commitment' })
  return { name: 'photos', state: stateOf(lacks, begun.length > 0), lacks }
}

/** Whether something follows later: that takes a signed commitment. */
export const isDeferring = (draft: Draft) => Object.values(draft.covers).some(({ cover }) => cover === 'deferred')

function form(item: Item, draft: Draft): Task {
  const lacks = forms(item, draft).flatMap((material) => lackOf(material, draft, 'form'))
  if (!draft.formSeen) lacks.push({ task: 'form', key: 'lack.form' })
  const begun = draft.formSeen || forms(item, draft).some(({ code }) => draft.covers[code] !== undefined)
  return { name: 'form', state: stateOf(lacks, begun), lacks }
}

function lackOf(material: Material, draft: Draft, task: TaskName): Lack[] {
  const covered = draft.covers[material.code]
  if (covered === undefined || !coversOf(material, draft).includes(covered.cover)) {
    return [{ task, key: 'lack.material', material }]
  }
  if (covered.cover === 'file' && filesFor(draft, 'material', material.code).length === 0) {
    return [{ task, key: 'lack.material', material }]
  }
  if (covered.cover === 'original_seen' && (covered.note ?? '').trim() === '') {
    return [{ task, key: 'lack.note', material }]
  }
  return []
}

function sign(draft: Draft): Task {
  const { mandate } = draft
  const lacks: Lack[] = []
  const lack = (key: Lack['key']) => lacks.push({ task: 'sign', key })
  if (filesFor(draft, 'signature').length === 0 || mandate.signedAt === undefined) lack('lack.signature')
  const witnesses = { signature: 0, thumbprint: 1, oral_assent: 2 }[mandate.kind]
  const given = [mandate.witness, mandate.secondWitness].slice(0, witnesses)
  if (given.some((one) => one === undefined || one.name.trim().length < 2 || !isLastFour(one.last4))) lack('lack.witness')
  if (mandate.guardian !== undefined) {
    if (mandate.guardian.name.trim().length < 2 || filesFor(draft, 'guardianship').length === 0) lack('lack.guardian')
  }
  return { name: 'sign', state: stateOf(lacks, filesFor(draft, 'signature').length > 0), lacks }
}

function stateOf(lacks: Lack[], begun: boolean): TaskState {
  return lacks.length === 0 ? 'done' : begun ? 'part' : 'todo'
}
