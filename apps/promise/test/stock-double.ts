import { type handleUnaryCall, Server, ServerCredentials } from '@grpc/grpc-js';
import { stock } from '#libs/contracts';
import { type OtpError } from '#libs/kernel';
import { toStatus } from '#libs/grpc';
import { freePort } from '#libs/testing';

type Faulty = OtpError | 'silent' | undefined;

/** A stock service whose ERPNext is a map: it counts what it is asked, and fails on demand. */
export class StockDouble {
  readonly items = new Map<string, stock.ItemSupply>();
  reference: stock.GetReferenceResponse;
  /** What becomes of every call for supply: answered when undefined. */
  faulty: Faulty;
  /** Codes of each call for supply. */
  readonly reads: string[][] = [];
  private server: Server | undefined;

  private constructor(
    readonly port: number,
    reference: stock.GetReferenceResponse,
  ) {
    this.reference = reference;
  }

  static async start(reference: stock.GetReferenceResponse): Promise<StockDouble> {
    const double = new StockDouble(await freePort(), reference);
    await double.restart();
    return double;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** All calls in flight are reset, and nothing listens any more. */
  kill(): void {
    this.server?.forceShutdown();
    this.server = undefined;
  }

  async restart(): Promise<void> {
    const server = new Server();
    const supply: handleUnaryCall<stock.GetSupplyRequest, stock.GetSupplyResponse> = (running, answer) => {
      this.reads.push(running.request.item_codes);
      if (this.faulty === 'silent') return;
      if (this.faulty !== undefined) answer(toStatus(this.faulty));
      else answer(null, this.supplyOf(running.request));
    };
    server.addService(stock.StockServiceService, {
      getSupply: supply,
      getReference: (_call: unknown, answer: (error: null, value: stock.GetReferenceResponse) => void) =>
        answer(null, { ...this.reference, as_of_ms: Date.now() }),
      getHealth: (_call: unknown, answer: (error: null, value: stock.GetHealthResponse) => void) =>
        answer(null, { erpnext_connected: true, problems: [] }),
      getSync: (_call: unknown, answer: (error: null, value: stock.GetSyncResponse) => void) =>
        answer(null, {
          complete: false,
          covered_until_ms: null,
          items: 0,
          hints_waiting: 0,
          running: null,
          last: null,
          problems: [],
        }),
    });
    await new Promise<void>((resolve, reject) =>
      server.bindAsync(this.address, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      ),
    );
    this.server = server;
  }

  private supplyOf({ item_codes: codes }: stock.GetSupplyRequest): stock.GetSupplyResponse {
    return {
      items: codes.flatMap((code) => this.items.get(code) ?? []),
      canonical_codes: {},
      own_reservations: [],
      inbound_unreadable: null,
      reference_version: this.reference.version,
      as_of_ms: Date.now(),
      data_source: stock.GetSupplyResponse_DataSource.LIVE,
      faults: [],
    };
  }
}
