// Asking and telling in passing. The dialog's kit is loaded with the first question; what is told stands in a live region of
// the frame, so that a screen reader says it too.

import { ref } from 'vue'
import { isFull } from './storage'
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

/** Why something was not done, as far as the worker can do something about it. */
export const failed = (fault: unknown): string => t(isFull(fault) ? 'fault.noRoom' : 'camera.failed')

export function tell(message: string, duration = 4000): void {
  told.value = message
  clearTimeout(fading)
  fading = setTimeout(() => (told.value = ''), duration)
}
