// The build of the phone app. Old kernels are the measure: webviews of office apps lag years behind.

import vue from '@vitejs/plugin-vue'
import { type Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { defineConfig } from 'vitest/config'

/** Takes Vant's icon font out: no icon is shown, and the office network must never see the host that it names. */
function withoutIconFont(): Plugin {
  return {
    name: 'without-icon-font',
    enforce: 'pre',
    transform: (code, id) =>
      /vant[^?]*\.css/.test(id) ? code.replace(/@font-face\s*\{[^}]*\}/g, '') : undefined,
  }
}

/**
 * Leaves out the kinds of recipients that the server never has: it is sealed to X25519, and the curves and lattices of the
 * others weigh more than the rest of the library. Sealing to one of them fails aloud.
 */
function withoutOtherRecipients(): Plugin {
  const left = ['@noble/post-quantum/hybrid.js', '@noble/curves/nist.js', '@noble/hashes/scrypt.js']
  const names = ['MLKEM768P256', 'MLKEM768X25519', 'p256', 'scrypt']
  return {
    name: 'without-other-recipients',
    enforce: 'pre',
    resolveId: (id, importer) => (left.includes(id) && /age-encryption/.test(importer ?? '') ? '\0no-recipient' : undefined),
    load: (id) => (id === '\0no-recipient' ? names.map((name) => `export const ${name} = undefined`).join('\n') : undefined),
  }
}

export default defineConfig({
  base: './',
  plugins: [
    withoutIconFont(),
    withoutOtherRecipients(),
    vue(),
    VitePWA({
      // Never by itself: a reload in the middle of a visit loses trust.
      registerType: 'prompt',
      injectRegister: null,
      scope: '/m/',
      workbox: {
        // The app alone. What the server answers is never kept here.
        globPatterns: ['**/*.{js,css,html,svg}'],
        navigateFallback: 'index.html',
        navigateFallbackDenylist: [/^\/v1/, /^\/s\b/, /^\/status/],
        cleanupOutdatedCaches: true,
      },
      manifest: {
        name: '零次跑 社工端',
        short_name: '零次跑',
        lang: 'zh-CN',
        id: '/m/',
        start_url: './',
        scope: '/m/',
        display: 'standalone',
        background_color: '#f4f5f8',
        theme_color: '#0b57d0',
        icons: [{ src: 'icon.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' }],
      },
    }),
  ],
  build: {
    target: ['chrome67', 'safari14'],
    cssTarget: ['chrome67', 'safari14'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  // Classic workers: module workers are younger than the oldest phones here.
  worker: { format: 'iife', plugins: () => [withoutOtherRecipients()] },
  define: { __APP_VERSION__: JSON.stringify(process.env['npm_package_version'] ?? 'unknown'), __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  server: { proxy: { '/v1': 'http://127.0.0.1:8080' } },
  test: { environment: 'node' },
})
