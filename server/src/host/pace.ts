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

export function createPace(cancellation: Cancellation | undefined): Pace {
  let since = performance.now();
  const cancelled = () => cancellation?.aborted === true;
  return {
    cancelled,
    async breathe() {
      if (performance.now() - since >= SLICE_MILLISECONDS) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        since = performance.now();
      }
      return cancelled();
    },
  };
}
