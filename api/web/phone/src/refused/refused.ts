// A write that the server did not apply: what was said beside what the server has now, and the draft that says it again.
// Pure; knows the contract's bodies.

import type { Schemas } from '@zerotrip/shared/wire'
import { newDraft, type Draft, type WitnessDraft } from '../draft/draft'
import type { Act, DataRow } from '../outbox/rows'

type CaseView = Schemas['CaseView']
type VisitView = Schemas['VisitView']
type NotApplied = Schemas['NotApplied']

/** The server's names of operations, as this phone calls the same. */
const ACTS: Record<Schemas['PhoneWrite'], Act> = {
  put_visit: 'plan-visit',
  start_visit: 'start-visit',
  finish_visit: 'finish-visit',
  put_resident: 'put-resident',
  put_case: 'put-case',
  supplement_case: 'supplement',
  take_originals: 'originals',
  take_over: 'take-over',
  hand_over: 'hand-over',
  deliver_case: 'deliver',
  note_attempt: 'attempt',
}

export const actOf = (one: NotApplied): string => ACTS[one.operation] ?? one.operation

/** What waits for the worker, each once: those that they have dealt with are on their way to the server. */
export function standing(all: NotApplied[], rows: DataRow[]): NotApplied[] {
  const settling = new Set(rows.flatMap((row) => (row.act === 'settle' ? [row.objectId] : [])))
  return all.filter((one) => !one.settled && !settling.has(one.id)).sort((a, b) => Date.parse(a.refused_at) - Date.parse(b.refused_at))
}

/** Rows of the outbox that the server keeps as well are shown among what was not applied, and not twice. */
export function notKeptThere(rows: DataRow[], all: NotApplied[]): DataRow[] {
  const kept = new Set(all.map((one) => one.write_id))
  return rows.filter((row) => row.state !== 'aside' || !kept.has(row.writeId))
}

/** One line of the comparison: codes, for which the page has words. */
export interface Line {
  what: { kind: 'material'; code: string } | { kind: 'field'; name: 'version' | 'photos' | 'note' | 'stage' | 'result' | 'time' | 'outcome' }
  mine: Said
  theirs: Said
}
export type Said = { prefix?: 'cover' | 'materialState' | 'holder' | 'receiver' | 'caseStage' | 'visitStage' | 'outcome' | 'attempt'; code: string } | undefined

const said = (code: unknown, prefix?: NonNullable<Said>['prefix']): Said =>
  code === undefined || code === null || code === '' ? undefined : { code: String(code), ...(prefix === undefined ? {} : { prefix }) }
const field = (name: Extract<Line['what'], { kind: 'field' }>['name'], mine: Said, theirs: Said): Line => ({ what: { kind: 'field', name }, mine, theirs })

export function compare(one: NotApplied, now: { case?: CaseView | undefined; visit?: VisitView | undefined }): Line[] {
  const body: Record<string, unknown> = one.said ?? {}
  const act = actOf(one)
  const seen = ['plan-visit', 'start-visit', 'finish-visit'].includes(act) ? now.visit : now.case
  const lines: Line[] = [field('version', said(one.base_version), said(seen?.version ?? one.current_version))]
  if (now.case !== undefined) lines.push(field('stage', undefined, said(now.case.stage, 'caseStage')))
  if (act === 'put-case' || act === 'supplement') {
    for (const cover of records(body['materials'])) {
      const theirs = now.case?.materials.find(({ material }) => material === cover['material'])
      lines.push({
        what: { kind: 'material', code: String(cover['material']) },
        mine: said(cover['cover'], 'cover'),
        theirs: said(theirs?.state, 'materialState'),
      })
    }
    lines.push(field('photos', said(records(body['manifest']).length), said(now.case?.files.length)))
    lines.push(field('note', said(body['note']), undefined))
  } else if (now.case !== undefined) {
    const things = record(body['things'])
    const originals = Array.isArray(things['originals']) ? (things['originals'] as unknown[]) : records(body['originals']).map((taken) => taken['material'])
    const holderOf = (material: unknown) => now.case?.custody?.find((thing) => (thing.material ?? undefined) === material)?.holder
    const mine = said(body['receiver'], 'receiver') ?? said(body['to'], 'holder') ?? said(body['reason'], 'attempt')
    if (things['result'] === true || act === 'attempt') lines.push(field('result', mine, said(holderOf(undefined), 'holder')))
    for (const code of originals) lines.push({ what: { kind: 'material', code: String(code) }, mine, theirs: said(holderOf(code), 'holder') })
    lines.push(field('time', said(body['device_at']), undefined), field('note', said(body['note']), undefined))
  } else {
    lines.push(field('time', said(body['device_at'] ?? body['planned_for']), said(now.visit?.finished_at ?? now.visit?.started_at ?? now.visit?.planned_for)))
    lines.push(field('outcome', said(body['outcome'], 'outcome'), said(now.visit?.outcome, 'outcome') ?? said(now.visit?.stage, 'visitStage')))
  }
  return lines.filter(({ mine, theirs }) => mine !== undefined || theirs !== undefined)
}

/** What no mending helps against: it is a colleague's, or nothing may be filed. */
const FINAL = ['reassigned', 'forbidden', 'not-found', 'resident-dead', 'erased', 'item-closed', 'mandate-ended']

export function canSayAgain(one: NotApplied, view: CaseView | undefined): boolean {
  const isOpen = view === undefined || view.stage === 'receiving' || view.stage === 'correction_requested'
  return actOf(one) === 'put-case' && isOpen && !FINAL.includes(one.code) && putCaseOf(one) !== undefined
}

function putCaseOf(one: NotApplied): Schemas['PutCase'] | undefined {
  const body = one.said
  if (body == null || typeof body['mandate'] !== 'object' || typeof body['visit_id'] !== 'string') return undefined
  if (![body['materials'], body['manifest'], body['consents']].every(Array.isArray)) return undefined
  return body as unknown as Schemas['PutCase']
}

/** A draft that says it again, on the version that the server has. Its photos are the server's already. */
export function draftOf(one: NotApplied, current: number, catalogueVersion: string): Draft | undefined {
  const body = putCaseOf(one)
  if (body === undefined) return undefined
  const draft = newDraft(one.object_id, { id: body.visit_id, residentId: body.resident.id }, body.item, catalogueVersion)
  draft.baseVersion = current
  draft.resends = one.id
  draft.form = body.form ?? {}
  draft.note = body.note ?? ''
  draft.residentSeen = draft.formSeen = true
  for (const { kind, given, given_at, text_version } of body.consents) draft.consents[kind] = { given, at: given_at, version: text_version }
  for (const { material, cover, note } of body.materials) draft.covers[material] = { cover, ...(note == null ? {} : { note }) }
  draft.files = body.manifest.map(({ file_id, sha256, size, media_type, purpose, material }) => ({
    fileId: file_id, sha256, size, mediaType: media_type, purpose, ...(material == null ? {} : { material }),
  }))
  const { mandate } = body
  draft.mandate = {
    kind: mandate.signature.kind,
    termDays: mandate.term_days,
    signedAt: mandate.signed_at,
    ...(mandate.witness ? { witness: witnessOf(mandate.witness) } : {}),
    ...(mandate.second_witness ? { secondWitness: witnessOf(mandate.second_witness) } : {}),
    ...(mandate.guardian ? { guardian: { name: mandate.guardian.name, relation: mandate.guardian.relation, ground: mandate.guardian.ground } } : {}),
  }
  return draft
}

const witnessOf = ({ name, id_last4 }: Schemas['Witness']): WitnessDraft => ({ name, last4: id_last4 })

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(record) : []
}
