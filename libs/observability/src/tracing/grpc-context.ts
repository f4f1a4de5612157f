const NAME = 'traceparent';

/** Puts the W3C context of `span` into the metadata of a call that is a part of its work. */
export function writeContext(
  metadata: { set(name: string, value: string): void },
  span: { readonly traceparent: string } | undefined,
): void {
  if (span !== undefined) metadata.set(NAME, span.traceparent);
}

/** The W3C context that came with a call, for `serve`. */
export function readContext(metadata: { get(name: string): (string | Buffer)[] }): string | undefined {
  return metadata.get(NAME)[0]?.toString();
}
