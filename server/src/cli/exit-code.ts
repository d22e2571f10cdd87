/** What the process says at its end. */
export const EXIT = {
  clean: 0,
  findings: 1,
  wrongUsage: 2,
  /** Only with `--strict`: some input could not be analysed. */
  incomplete: 3,
  crash: 4,
  /** Ended by Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

/** A person asked for something that cannot be done; the message says why, in one line. */
export class UsageError extends Error {}
