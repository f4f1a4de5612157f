import { globSync, readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import fc from 'fast-check';
import ts from 'typescript';

/** As much as a header or a name may bring; a body is checked for its shape before any expression sees it. */
const LONGEST = 16_384;
const MOST_MS = 1_000;

interface Expression {
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

/** All regular expressions of what runs in a cluster. */
function expressions(): Expression[] {
  const files = globSync('{apps/{gateway,promise,stock,latency}/src,libs/*/src}/**/*.ts').filter(
    (file) => !/\.spec\.ts$|\/gen\/|libs\/testing/.test(file),
  );
  return files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    const found: Expression[] = [];
    const visit = (node: ts.Node): void => {
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        const line = source.getLineAndCharacterOfPosition(node.pos).line + 1;
        found.push({
          place: `${file}:${line}`,
          source: node.text.slice(1, end),
          flags: node.text.slice(end + 1),
        });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

/** Parts of texts that fit, each repeated until it is as long as anything may be, and then something that does not fit. */
function texts({ source, flags }: Expression): string[] {
  const fitting = sample(source, flags.replace(/[^isu]/g, ''));
  const parts = new Set(['a', '0', ' ', '-', '.', '/', 'a0', '0.', ' \t', '=', ',', '"', '\\']);
  for (const text of fitting) {
    for (let at = 0; at < Math.min(text.length, 6); at += 1)
      for (const length of [1, 2]) parts.add(text.slice(at, at + length));
  }
  const starts = ['', ...fitting.slice(0, 2)];
  return [...parts]
    .filter((part) => part !== '')
    .flatMap((part) => starts.map((start) => `${start}${part.repeat(LONGEST / part.length)}!`));
}

function sample(source: string, flags: string): string[] {
  try {
    return fc.sample(fc.stringMatching(new RegExp(source, flags), { maxLength: 40 }), {
      numRuns: 8,
      seed: 1,
    });
  } catch {
    // Some expressions, for example with what must not follow, are beyond it.
    return [];
  }
}

/** The first text that takes too long: V8 itself stops it. */
function slowest({ source, flags }: Expression, all: readonly string[]): string | undefined {
  const sandbox = { expression: new RegExp(source, flags), text: '' };
  const context = createContext(sandbox);
  const test = new Script('expression.lastIndex = 0; expression.test(text)');
  return all.find((text) => {
    sandbox.text = text;
    try {
      test.runInContext(context, { timeout: MOST_MS });
      return false;
    } catch {
      return true;
    }
  });
}

describe('regular expressions', () => {
  it('are found out when they take too long', () => {
    const bad = { place: 'here', source: '^(\\w+\\s?)*$', flags: '' };
    expect(slowest(bad, ['a'.repeat(40) + '!'])).toBeDefined();
  });

  const all = expressions();
  it.each([...new Map(all.map((each) => [`/${each.source}/${each.flags}`, each]))])(
    '%s is quick whatever it meets',
    (_text, expression) => {
      expect([expression.place, slowest(expression, texts(expression))?.slice(0, 60)]).toEqual([
        expression.place,
        undefined,
      ]);
    },
    60_000,
  );
});
