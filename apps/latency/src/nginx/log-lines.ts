/** A line is the bytes of `piece` from `begin` to before `end`; `position`: its place in the log. */
export type TakeLine = (piece: Buffer, begin: number, end: number, position: number) => void;

/** Where the lines of nginx's access log come from. */
export interface LogLines {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** A line that was given before; undefined when it is not there any more. */
  lineAt(position: number, length: number): Promise<string | undefined>;
}
