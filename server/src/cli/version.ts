/** Defined when the bundles are built. */
declare const PORTCULLIS_VERSION: string | undefined;

export const VERSION = typeof PORTCULLIS_VERSION === 'string' ? PORTCULLIS_VERSION : '0.0.0-unbuilt';
