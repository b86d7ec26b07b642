// The draft that a page is about: read behind the lock, saved after each change. One page at a time writes a draft.

import { computed, ref, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { drafts, library } from '../app'
import type { Item } from '../draft/checklist'
import type { Draft } from '../draft/draft'

export function useDraft(props: { visit: string; draft: string }) {
  const router = useRouter()
  const draft = ref<Draft>()
  const item = shallowRef<Item>()
  /** Where its list of tasks is: a case that is mended has a page of its own, for its visit may be long over. */
  const here = computed(() =>
    draft.value?.mends === undefined ? { name: 'visit', params: { visit: props.visit } } : { name: 'case', params: { case: props.draft } },
  )

  const ready = (async () => {
    const found = await drafts.read(props.draft)
    if (found === undefined || found.submittedAt !== undefined) {
      await router.replace(here.value)
      return
    }
    item.value = library.item(found.item)
    draft.value = found
  })()

  async function save(): Promise<void> {
    if (draft.value !== undefined) await drafts.save(JSON.parse(JSON.stringify(draft.value)) as Draft)
  }

  /** Saves and goes back to the visit's list of tasks. */
  async function done(): Promise<void> {
    await save()
    await router.push(here.value)
  }

  return { draft, item, save, done, here, ready }
}
