// A case that comes back to the worker: a draft of just what is asked for, made from the server's copy, for the draft of
// before is gone. What it does not name is not sent again and stays as it was. Pure.

import type { Schemas } from '@zerotrip/shared/wire'
import type { DataRow, Told } from '../outbox/rows'
import { newDraft, type Draft } from './draft'

type View = Schemas['CaseView']

/** The notice that waits for an answer. */
export function noticeOf(view: View): Schemas['Correction'] | undefined {
  const last = (view.corrections ?? []).slice(-1)[0]
  return view.stage === 'correction_requested' && last?.answered_at == null ? last : undefined
}

/** What still has to follow the acceptance, as codes of materials. */
export function followingOf(view: View): string[] {
  if (view.deferral == null || view.deferral.over_at != null) return []
  if (!['accepted', 'in_review', 'suspended'].includes(view.stage)) return []
  return view.materials.filter(({ state }) => state === 'deferred').map(({ material }) => material)
}

/** Whether the worker has something to mend or to hand in. */
export const waitsForWorker = (view: View) => noticeOf(view) !== undefined || followingOf(view).length > 0

const ANSWERS = ['put-case', 'supplement']

/** Whether what it asks for was handed in: the answer waits in the outbox, or the copy is older than it. */
export function isAnswered(view: View, rows: DataRow[], told: Told[]): boolean {
  const answers = (act: string, objectId: string) => objectId === view.id && ANSWERS.includes(act)
  return rows.some((row) => answers(row.act, row.objectId)) || told.some((one) => answers(one.act, one.objectId) && one.version > view.version)
}

/** A draft of what the case asks for now; `undefined` when it asks for nothing. */
export function mendingOf(view: View): Draft | undefined {
  if (view.visit_id == null) return undefined
  const draft = newDraft(view.id, { id: view.visit_id, residentId: view.resident.id }, view.item, view.catalogue_version)
  draft.baseVersion = view.version
  const notice = noticeOf(view)
  if (notice !== undefined) {
    const materials = [...new Set(notice.defects.map(({ material }) => material))]
    draft.mends = { kind: 'correction', materials, defects: notice.defects, noticeAt: notice.issued_at }
    // What was to follow still follows: said again, and its commitment is signed with the rest.
    for (const { material, state } of view.materials) {
      if (state === 'deferred' && !materials.includes(material)) draft.covers[material] = { cover: 'deferred' }
    }
    return draft
  }
  const materials = followingOf(view)
  if (materials.length === 0) return undefined
  draft.mends = { kind: 'supplement', materials, defects: [] }
  return draft
}

/** Whether a draft that was begun answers what the case asks for now. */
export function stillAnswers(draft: Draft, view: View): boolean {
  const asked = mendingOf(view)?.mends
  if (draft.mends === undefined || asked?.kind !== draft.mends.kind || asked.noticeAt !== draft.mends.noticeAt) return false
  return draft.mends.materials.every((code) => asked.materials.includes(code))
}

/** Shared materials of a case in receiving that nobody could bring: their originals are wanted after all. */
export function wantedOf(view: View): string[] {
  if (view.stage !== 'receiving') return []
  const isShared = (code: string) => view.materials.some(({ material, source }) => material === code && source === 'share')
  return view.outstanding.flatMap(({ material, code }) => (material != null && /^material-/.test(code) && isShared(material) ? [material] : []))
}
