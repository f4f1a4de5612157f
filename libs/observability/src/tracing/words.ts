/** Texts as small numbers, so that a ring of numbers holds them. Bounded: what comes after is all one word. */
export class Words {
  private readonly texts: string[] = ['other'];
  private readonly numbers = new Map<string, number>();

  constructor(private readonly most = 512) {}

  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    if (this.texts.length >= this.most) return 0;
    this.numbers.set(text, this.texts.length);
    return this.texts.push(text) - 1;
  }

  textOf(number: number): string {
    return this.texts[number] ?? 'other';
  }
}
