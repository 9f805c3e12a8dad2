/** What tools change, such as a tree of files, in a form that can be kept: a patch, say. */
export interface Workplace {
  readonly save: () => Promise<string>;
  /** Makes a fresh workplace what it was when it was saved. */
  readonly restore: (saved: string) => Promise<void>;
}

/** For tools that change nothing. */
export const noWorkplace: Workplace = {
  save: () => Promise.resolve(''),
  restore: () => Promise.resolve(),
};

/** Follows a workplace over steps that are done now or were done before a restart. */
export interface Keeper {
  /** Makes the workplace what the steps before left; to be awaited before the first step that is done now. */
  readonly catchUp: () => Promise<void>;
  /** What to keep beside a step: null where it is as it was after the step before. */
  readonly saved: () => Promise<string | null>;
  /** A step that was done before a restart had this kept beside it. */
  readonly recall: (saved: string | null) => void;
}

export function openKeeper(workplace: Workplace): Keeper {
  let latest = '';
  let isBehind = false;
  return {
    catchUp: async () => {
      if (isBehind) await workplace.restore(latest);
      isBehind = false;
    },
    saved: async () => {
      const now = await workplace.save();
      if (now === latest) return null;
      latest = now;
      return now;
    },
    recall: (saved) => {
      if (saved === null) return;
      latest = saved;
      isBehind = true;
    },
  };
}
