// Every page there is. Hash routes: the app lives under one address that a service worker, a webview or a packed folder can
// serve alike. Ids stand in the hash, which never leaves the phone. The first screen is the PIN; the others follow.

import { createRouter, createWebHashHistory } from 'vue-router'
import { state } from './app'
import Pin from './pages/Pin.vue'
import SignIn from './pages/SignIn.vue'
import { bringWords } from './words/words'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'today', component: () => import('./pages/Today.vue') },
    { path: '/sign-in', name: 'sign-in', component: SignIn },
    { path: '/pin', name: 'pin', component: Pin },
    { path: '/new', name: 'new', component: () => import('./pages/NewResident.vue') },
    { path: '/requests', name: 'requests', component: () => import('./pages/Requests.vue') },
    { path: '/requests/new', name: 'ask', component: () => import('./pages/Ask.vue') },
    { path: '/outbox', name: 'outbox', component: () => import('./pages/Outbox.vue') },
    { path: '/not-applied', name: 'not-applied', component: () => import('./pages/NotApplied.vue') },
    { path: '/visit/:visit', name: 'visit', component: () => import('./pages/Visit.vue'), props: true },
    { path: '/visit/:visit/slip', name: 'slip', component: () => import('./pages/Slip.vue'), props: true },
    { path: '/visit/:visit/guide/:item', name: 'guide', component: () => import('./pages/Guide.vue'), props: true },
    { path: '/visit/:visit/:draft/resident', name: 'resident', component: () => import('./pages/Resident.vue'), props: true },
    { path: '/visit/:visit/:draft/consents', name: 'consents', component: () => import('./pages/Consents.vue'), props: true },
    { path: '/visit/:visit/:draft/photos', name: 'photos', component: () => import('./pages/Photos.vue'), props: true },
    { path: '/visit/:visit/:draft/form', name: 'form', component: () => import('./pages/Form.vue'), props: true },
    { path: '/visit/:visit/:draft/sign', name: 'sign', component: () => import('./pages/Sign.vue'), props: true },
    { path: '/visit/:visit/:draft/pad', name: 'pad', component: () => import('./pages/Pad.vue'), props: true },
    { path: '/visit/:visit/:draft/camera/:purpose/:material?', name: 'camera', component: () => import('./pages/Camera.vue'), props: true },
    { path: '/visit/:visit/:draft/check', name: 'check', component: () => import('./pages/Check.vue'), props: true },
    { path: '/hand', name: 'hand', component: () => import('./pages/Hand.vue') },
    { path: '/case/:case', name: 'case', component: () => import('./pages/Case.vue'), props: true },
    { path: '/case/:case/deliver', name: 'deliver', component: () => import('./pages/Deliver.vue'), props: true },
    { path: '/case/:case/attempt', name: 'attempt', component: () => import('./pages/Attempt.vue'), props: true },
    { path: '/case/:case/originals', name: 'originals', component: () => import('./pages/Originals.vue'), props: true },
    { path: '/me', name: 'me', component: () => import('./pages/Me.vue') },
    { path: '/me/pin', name: 'change-pin', component: () => import('./pages/ChangePin.vue') },
    { path: '/diag', name: 'diag', component: () => import('./pages/Diag.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
  scrollBehavior: () => ({ top: 0 }),
})

/** Pages that show nothing personal. */
const BEFORE_THE_LOCK = new Set(['sign-in', 'pin', 'diag'])
/** Pages whose words come with the first screen. */
const FIRST_WORDS = new Set(['sign-in', 'pin'])

router.beforeEach(async (to) => {
  const name = String(to.name)
  if (!BEFORE_THE_LOCK.has(name)) {
    if (state.phase === 'new') return { name: 'sign-in' }
    if (state.phase === 'locked') return { name: 'pin', query: { to: to.fullPath } }
  }
  if (!FIRST_WORDS.has(name)) await bringWords()
  return true
})
