/** Words that the build writes in. */

/** The version of the app. */
declare const __DEADWAX_VERSION__: string
/** A hash of all files of the build; only in the service worker. */
declare const __DEADWAX_BUILD__: string
/** The paths of the build's files that the app needs without a network; only in the service worker. */
declare const __DEADWAX_FILES__: ReadonlyArray<string>
