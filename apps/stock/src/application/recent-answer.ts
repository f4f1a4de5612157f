import type { Clock } from '#libs/kernel';

/** The answer to a question that is asked often and costs something: asked at most once in `freshMs`. */
export class RecentAnswer<T> {
  #asked: { readonly at: number; readonly answer: Promise<T> } | undefined;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly clock: Clock,
    private readonly freshMs: number,
  ) {}

  get(): Promise<T> {
    const now = this.clock.now();
    if (this.#asked === undefined || now - this.#asked.at >= this.freshMs)
      this.#asked = { at: now, answer: this.ask() };
    return this.#asked.answer;
  }
}
