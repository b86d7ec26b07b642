// What the build puts in.

/** The app's version, of its package. */
declare const __APP_VERSION__: string
