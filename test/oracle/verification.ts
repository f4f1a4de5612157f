import { type Answer } from './answer.js';
import { theEngine } from './asking.js';
import { DocumentIndex } from './document-index.js';
import { defaultDeployment, type Documents, type OrderRequest } from './documents.js';
import { readDocuments } from './erpnext-site.js';
import { type Disagreement, judge, type Posted } from './judgement.js';
import { OrderGenerator } from './order-generator.js';
import { Random } from './random.js';
import { type SiteAccess } from './site-access.js';

export interface VerificationRequest {
  /** Address of the gateway or of what stands before it. */
  url: string;
  site: SiteAccess;
  defaultWarehouse: string;
  orders: number;
  seed: number;
  concurrency: number;
  /** Sent as a bearer token. */
  apiKey?: string;
  onProgress?: (done: number, disagreed: number) => void;
}

export interface Verification {
  orders: number;
  agreed: number;
  /** Number of orders by HTTP status and promise status, as answered. */
  byStatus: Record<string, number>;
  /** Number of checked options by type. */
  options: Record<string, number>;
  seconds: number;
  disagreements: Disagreement[];
}

/** Asks for promises on random orders and holds every answer against the reading. The site must be at rest. */
export async function verifyPromises(request: VerificationRequest): Promise<Verification> {
  const documents = await readDocuments(request.site);
  const deployment = defaultDeployment(request.defaultWarehouse);
  const generator = new OrderGenerator(documents, deployment, new Random(request.seed));
  const index = new DocumentIndex(documents);
  const engine = theEngine(request.url, request.apiKey);
  const started = Date.now();
  const result: Verification = {
    orders: 0,
    agreed: 0,
    byStatus: {},
    options: {},
    seconds: 0,
    disagreements: [],
  };
  let asked = 0;
  const ask = async () => {
    while (asked < request.orders) {
      asked++;
      // Drawn at the same instant of the day for the whole run, so that a seed repeats its orders.
      const order = generator.next(started);
      const answer = await engine.ask(order.body);
      const disagreement = judge(order, answer, documentsAbout(order.body, index), deployment);
      result.orders++;
      count(result, answer);
      if (disagreement) result.disagreements.push(disagreement);
      else result.agreed++;
      request.onProgress?.(result.orders, result.disagreements.length);
    }
  };
  await Promise.all(Array.from({ length: request.concurrency }, ask));
  result.seconds = (Date.now() - started) / 1000;
  return result;
}

/** `order` may be broken in any way. */
export function documentsAbout(order: unknown, index: DocumentIndex): Documents {
  const { items, sales_order_id } = order as Partial<OrderRequest>;
  const lines = (Array.isArray(items) ? items : []).filter((line) => typeof line?.item_code === 'string');
  return index.about(
    lines.map((line) => line.item_code),
    sales_order_id,
  );
}

export function count(
  result: Pick<Verification, 'byStatus' | 'options'>,
  { httpStatus, body }: Posted,
): void {
  const answer = httpStatus === 200 ? (body as Answer) : undefined;
  const status = answer ? `200 ${answer.status}` : String(httpStatus);
  result.byStatus[status] = (result.byStatus[status] ?? 0) + 1;
  for (const { type } of answer?.options ?? []) result.options[type] = (result.options[type] ?? 0) + 1;
}
