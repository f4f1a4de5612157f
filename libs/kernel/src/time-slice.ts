/** Splits long work, so that whatever else this process has to do gets its turn in between. */
export class TimeSlice {
  private begun = performance.now();

  constructor(private readonly lengthMs: number) {}

  /** To be awaited between two steps: goes on at once within the slice, else after everybody else's turn. */
  async pass(): Promise<void> {
    // Of many who wait, those who come first use the new slice up; the others wait once more.
    while (this.isUsedUp()) {
      const { begun } = this;
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.begun === begun) this.begun = performance.now();
    }
  }

  isUsedUp(): boolean {
    return performance.now() - this.begun >= this.lengthMs;
  }
}
