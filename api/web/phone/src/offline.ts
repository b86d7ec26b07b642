// Whether the app opens again without a line. In some office apps there is no service worker: then the worker is told.

import { ref } from 'vue'

/** `none`: it does not. `newer`: another version lies ready and waits for the worker's word. */
export const shell = ref<'unknown' | 'kept' | 'none' | 'newer'>('unknown')

let apply: ((reload?: boolean) => Promise<void>) | undefined

export async function keepOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) {
    shell.value = 'none'
    return
  }
  const { registerSW } = await import('virtual:pwa-register')
  apply = registerSW({
    onNeedRefresh: () => void (shell.value = 'newer'),
    onOfflineReady: () => void (shell.value = 'kept'),
    onRegisteredSW: () => void (shell.value = shell.value === 'unknown' ? 'kept' : shell.value),
    onRegisterError: () => void (shell.value = 'none'),
  })
}

export const update = () => apply?.(true)
