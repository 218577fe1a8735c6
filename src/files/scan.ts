// Asks a ClamAV daemon about a file, over its INSTREAM command. Whoever asks must treat everything but `clean` as not clean.

export type Scan =
  | { readonly kind: 'clean' }
  | { readonly kind: 'infected'; readonly name: string }
  /** Larger than the daemon takes: not looked at, so not clean. */
  | { readonly kind: 'over_limit' }
  | { readonly kind: 'unavailable'; readonly why: string }

export interface Scanner {
  scan(bytes: Uint8Array): Promise<Scan>
}
