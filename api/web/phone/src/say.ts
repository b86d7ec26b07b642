// Asking and telling in passing. The kit behind it is loaded with the first question.

import { t } from './words/words'

/** Whether the worker is sure. */
export async function sure(title: string, message: string, yes: string = t('yes')): Promise<boolean> {
  const { showConfirmDialog } = await import('./dialogs')
  return showConfirmDialog({ title, message, confirmButtonText: yes, cancelButtonText: t('cancel') }).then(
    () => true,
    () => false,
  )
}

export async function tell(message: string, duration = 3000): Promise<void> {
  const { showToast } = await import('./dialogs')
  showToast({ message, duration })
}
