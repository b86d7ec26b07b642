// The case that a page is about, as the phone knows it: the server's copy, and what waits to be told of it.

import { computed, ref, shallowRef, watchEffect } from 'vue'
import { useRouter } from 'vue-router'
import { clock, copy, db, library, queued as tellQueue, sealer, state, summary, user } from '../app'
import { note, type Noted } from '../door/act'
import { handOf } from '../door/hand'
import { isAnswered } from '../draft/mending'
import type { DataRow, Told } from '../outbox/rows'
import { toldActs } from '../outbox/settle'
import { tell } from '../say'
import type { Copies, ResidentCopy } from '../sync/copy'
import { named, t } from '../words/words'

export function useCase(props: { case: string }) {
  const router = useRouter()
  const view = shallowRef<Copies['case']>()
  const resident = shallowRef<ResidentCopy>()
  const rows = shallowRef<DataRow[]>([])
  const told = shallowRef<Told[]>([])
  const busy = ref(false)
  const here = { name: 'case', params: { case: props.case } }

  watchEffect(async () => {
    void state.changed
    void summary.value
    if (state.phase !== 'open') return
    const found = await copy.get('case', props.case)
    if (found === undefined) return void router.replace({ name: 'hand' })
    resident.value = await copy.get('resident', found.resident.id)
    rows.value = await db.data.where('objectId').equals(props.case).sortBy('seq')
    told.value = await toldActs(db)
    view.value = found
  })

  const item = computed(() => (view.value === undefined ? undefined : library.item(view.value.item)))
  const hand = computed(() =>
    view.value === undefined || user.value === undefined ? { carried: [], toTake: [] } : handOf(view.value, user.value.id, rows.value, clock(), told.value),
  )
  /** What it asks for was handed in: the answer waits here, or the copy is older than it. */
  const answered = computed(() => view.value !== undefined && isAnswered(view.value, rows.value, told.value))
  const nameOf = (material: string | null | undefined) => {
    if (material == null) return t('thing.result')
    const found = item.value?.guide.materials.find((one) => one.code === material)
    return found === undefined ? material : named(found.name)
  }

  /** Queues what was done at the door; tells whether it did. */
  async function does(noted: Noted): Promise<boolean> {
    const by = sealer()
    if (view.value === undefined || by === undefined || busy.value) return false
    busy.value = true
    try {
      await note(noted, view.value, { ...by, db, now: clock() })
      await tellQueue()
      tell(t('hand.noted'))
      return true
    } catch {
      tell(t('camera.failed'))
      return false
    } finally {
      busy.value = false
    }
  }

  return { view, resident, rows, item, hand, answered, here, busy, nameOf, does }
}
