/** Splits long work, so that whatever else this process has to do gets its turn in between. */
export class TimeSlice {
  private begun = performance.now();

  constructor(private readonly lengthMs: number) {}

  /** To be awaited between two steps: goes on at once within the slice, else after everybody else's turn. */
  async pass(): Promise<void> {
    if (!this.isUsedUp()) return;
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.begun = performance.now();
  }

  isUsedUp(): boolean {
    return performance.now() - this.begun >= this.lengthMs;
  }
}
