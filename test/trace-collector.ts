import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitFor } from '#libs/testing';
import { decodeSpans } from '../apps/latency/src/ingest/otlp-decoder.js';
import type { ReceivedSpan } from '../apps/latency/src/traces/span.js';

/** Takes traces as a collector does (OTLP over HTTP), and keeps them as they came: texts are readable in protobuf. */
export class TraceCollector {
  private readonly exports: Buffer[] = [];
  private readonly server = createServer((incoming, answer) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.on('end', () => {
      this.exports.push(Buffer.concat(pieces));
      answer.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  });

  /** Gives the variables that send a process's traces here, all and soon. */
  async start(): Promise<Record<string, string>> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.address() as AddressInfo;
    return {
      TRACE_RATIO: '1',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${port}/v1/traces`,
      OTEL_BSP_SCHEDULE_DELAY: '200',
    };
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  /** All that has come, as it came. */
  text(): string {
    return Buffer.concat(this.exports).toString('latin1');
  }

  /** Those of one trace, when all of these names are among them. */
  spansOf(trace: string, ...names: readonly string[]): Promise<ReceivedSpan[]> {
    return waitFor(
      () => {
        const spans = this.exports
          .flatMap((body) => decodeSpans(body))
          .filter((span) => span.traceId === trace);
        return names.every((name) => spans.some((span) => span.name === name)) ? spans : undefined;
      },
      { timeoutMs: 60_000, everyMs: 250, what: `a trace with ${names.join(', ')}` },
    );
  }
}
