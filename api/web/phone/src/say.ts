// Asking and telling in passing. The dialog's kit is loaded with the first question; what is told stands in a live region of
// the frame, so that a screen reader says it too.

import { ref } from 'vue'
import { t } from './words/words'

/** What is being told just now. */
export const told = ref('')
let fading: ReturnType<typeof setTimeout> | undefined

/** Whether the worker is sure. */
export async function sure(title: string, message: string, yes: string = t('yes')): Promise<boolean> {
  const { showConfirmDialog } = await import('./dialogs')
  return showConfirmDialog({ title, message, confirmButtonText: yes, cancelButtonText: t('cancel') }).then(
    () => true,
    () => false,
  )
}

export function tell(message: string, duration = 4000): void {
  told.value = message
  clearTimeout(fading)
  fading = setTimeout(() => (told.value = ''), duration)
}
