// The start: what was kept, then the first page that fits.

import { createApp, watch } from 'vue'
import App from './App.vue'
import { begin, state } from './app'
import { router } from './routes'
import { failed, tell } from './say'
import { openSettings } from './settings'
import { keepOffline } from './offline'
import { warm } from './warm'
import './vant'
import './style.css'

async function start(): Promise<void> {
  await begin()
  await openSettings()
  void keepOffline()
  const app = createApp(App).use(router)
  // Whatever was not written down is said: nobody shall take for kept what is not.
  app.config.errorHandler = (fault) => tell(failed(fault))
  app.mount('#app')
  // The lock falls while a page is open: the page goes, and comes back behind the PIN.
  watch(
    () => state.phase,
    (phase) => {
      const here = router.currentRoute.value
      if (phase === 'locked' && here.name !== 'pin') void router.replace({ name: 'pin', query: { to: here.fullPath } })
      if (phase === 'open') void warm()
      if (phase === 'new' && here.name !== 'sign-in') void router.replace({ name: 'sign-in' })
    },
  )
}

void start()
