import { fork } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '#libs/testing';

export type Told = Readonly<Record<string, unknown>>;

/** A process with the preload and the standard variables of OpenTelemetry, driven over IPC. */
export class TracedProcess {
  private readonly child;
  private readonly heard: Told[] = [];
  private wake: () => void = () => undefined;

  constructor(
    service: string,
    endpoint: string,
    protocol: 'grpc' | 'http/protobuf',
    private readonly onAnnounce: (message: string) => void = () => undefined,
  ) {
    this.child = fork(join(projectFolder, 'apps/latency/test/processes/traced.mjs'), [], {
      execArgv: ['--import', join(projectFolder, 'dist/libs/observability/src/tracing/preload.js')],
      env: {
        ...{ PATH: process.env['PATH'], OTEL_SERVICE_NAME: service, OTEL_BSP_SCHEDULE_DELAY: '50' },
        ...(endpoint === '' ? {} : { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
        ...{ OTEL_EXPORTER_OTLP_PROTOCOL: protocol, OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' },
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.child.on('message', (message: Told) => {
      if (typeof message['announce'] === 'string') this.onAnnounce(message['announce']);
      else this.heard.push(message);
      this.wake();
    });
  }

  tell(what: string, more: Told = {}): void {
    this.child.send({ do: what, ...more });
  }

  /** What it says under this name, from the next message on that has it. */
  async hear(name: string): Promise<unknown> {
    for (;;) {
      const place = this.heard.findIndex((message) => name in message);
      if (place >= 0) return this.heard.splice(place, 1)[0]?.[name];
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** Ends it; what it had to export is on its way then. */
  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.tell('stop');
    await ended;
  }
}
