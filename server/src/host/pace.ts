/** An AbortSignal fits. */
export interface Cancellation {
  readonly aborted: boolean;
}

/** Lets others have the thread now and then, so that an editor stays answerable while a workspace is read. */
export interface Pace {
  cancelled(): boolean;
  /** To be called between small steps; true when the work was cancelled. */
  breathe(): Promise<boolean>;
}

const SLICE_MILLISECONDS = 15;

export function createPace(cancellation: Cancellation | undefined, thread: Thread = THREAD): Pace {
  let since = thread.now();
  const cancelled = () => cancellation?.aborted === true;
  return {
    cancelled,
    async breathe() {
      if (thread.now() - since >= SLICE_MILLISECONDS) {
        await thread.pause();
        since = thread.now();
      }
      return cancelled();
    },
  };
}

/** What is shared with others. */
export interface Thread {
  /** Milliseconds. */
  now(): number;
  /** Lets whoever waits have a turn. */
  pause(): Promise<void>;
}

const THREAD: Thread = {
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
};
