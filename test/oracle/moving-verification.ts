import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer } from './answer.js';
import { anInstance, type Asked, ENGINE, theEngine } from './asking.js';
import { DocumentIndex } from './document-index.js';
import { defaultDeployment, type Deployment, type Documents } from './documents.js';
import { readDocuments } from './erpnext-site.js';
import { type Disagreement, disagreement, judge, type Posted } from './judgement.js';
import { type Movement, type Yard, yardOf } from './movement.js';
import { Mover } from './mover.js';
import { judgeMoving } from './moving-judgement.js';
import { askUntil, type Question } from './moving-questions.js';
import { type GeneratedOrder, OrderGenerator } from './order-generator.js';
import { Random } from './random.js';
import { Sightings } from './sightings.js';
import { type SiteAccess } from './site-access.js';
import { count, documentsAbout } from './verification.js';

export interface MovingRequest {
  /** Address of the gateway or of what stands before it. */
  url: string;
  /** host:port of all instances of the promise service, each asked by itself, too. */
  instances: readonly string[];
  /** Sent as a bearer token. */
  apiKey?: string;
  /** A site that may be written to. */
  site: SiteAccess;
  defaultWarehouse: string;
  seconds: number;
  seed: number;
  /** Random orders after each time of movement, each for everybody who can be asked. */
  ordersPerRound: number;
  /** Within which the engine learns of what no webhook tells of, in milliseconds. */
  syncInterval: number;
  onProgress?: (done: MovingVerification) => void;
}

export interface MovingVerification {
  rounds: number;
  /** Documents that were posted, by what they changed, and those that the site did not take. */
  movements: Record<string, number>;
  refusedMovements: number;
  /** While documents moved. */
  moving: { answers: number; agreed: number; unsettled: number; notJudged: number };
  /** Once nothing had moved for a second. */
  quiet: { answers: number; agreed: number };
  /** Number of answers by HTTP status and promise status. */
  byStatus: Record<string, number>;
  /** Number of offered options by type. */
  options: Record<string, number>;
  /** Greatest age of supply figures, in milliseconds. */
  oldest: number;
  seconds: number;
  disagreements: (Disagreement & { asked: string; when: 'moving' | 'quiet' })[];
}

const MOVING_MS = 6_000;
/** After it, without movement, everybody knows everything that webhooks tell of. */
const QUIET_MS = 1_000;
/** After each movement, so that a site which sends its webhooks one after the other keeps up. */
const PAUSE_MS = 15;
/** How much later than at once, or than after an interval, reading again may end. */
const LEEWAY_MS = 5_000;
/** Orders that everybody is asked at once. */
const CONCURRENCY = 2;

/**
 * Moves documents all the time and asks for promises meanwhile, which must fit something that was true just then;
 * again and again it lets a second pass without movement, after which everybody must agree with the reading exactly.
 */
export class MovingVerifier {
  readonly #random: Random;
  readonly #deployment: Deployment;
  readonly #everybody: Asked[];
  readonly #result: MovingVerification = {
    rounds: 0,
    movements: {},
    refusedMovements: 0,
    moving: { answers: 0, agreed: 0, unsettled: 0, notJudged: 0 },
    quiet: { answers: 0, agreed: 0 },
    byStatus: {},
    options: {},
    oldest: 0,
    seconds: 0,
    disagreements: [],
  };

  constructor(private readonly request: MovingRequest) {
    this.#random = new Random(request.seed);
    this.#deployment = {
      ...defaultDeployment(request.defaultWarehouse),
      oldestFigures: 2 * request.syncInterval + LEEWAY_MS,
    };
    this.#everybody = [theEngine(request.url, request.apiKey), ...request.instances.map(anInstance)];
  }

  async run(): Promise<MovingVerification> {
    const started = Date.now();
    try {
      const { site, defaultWarehouse } = this.request;
      const yard = yardOf(site, await readDocuments(site), defaultWarehouse, this.#random);
      while (Date.now() - started < this.request.seconds * 1_000) {
        const moved = await this.#move(yard);
        yard.documents = await readDocuments(site);
        await this.#askQuietly(yard.documents, moved);
        this.#result.rounds++;
        this.#result.seconds = (Date.now() - started) / 1_000;
        this.request.onProgress?.(this.#result);
      }
    } finally {
      for (const asked of this.#everybody) asked.close();
    }
    return this.#result;
  }

  /** Gives the codes of what moved, after a second without movement. */
  async #move(yard: Yard): Promise<string[]> {
    const { site, defaultWarehouse, syncInterval } = this.request;
    const { documents } = yard;
    const sightings = new Sightings(site, documents);
    const moved = new Set<string>();
    const mover = new Mover(yard, defaultWarehouse, {
      begins: (movement: Movement) => {
        sightings.begins(movement);
        for (const code of movement.codes) moved.add(code);
      },
      ended: (movement) => sightings.ended(movement),
    });
    const end = Date.now() + MOVING_MS;
    const withUntold = this.#result.rounds % 2 === 1;
    const asking = this.#everybody.map((asked) => {
      const random = new Random(this.#random.integer(0, 2 ** 31));
      return askUntil(
        end,
        asked,
        new OrderGenerator(documents, this.#deployment, random, yard.items),
        yard.items,
      );
    });
    const [questions] = await Promise.all([
      Promise.all(asking),
      mover.moveUntil(end, PAUSE_MS, withUntold).then(async () => {
        const known = Math.max(
          mover.lastTold + QUIET_MS,
          mover.lastUntold === 0 ? 0 : mover.lastUntold + syncInterval + QUIET_MS,
        );
        await sleep(Math.max(0, known - Date.now()));
      }),
    ]);
    for (const question of questions.flat()) this.#judge(question, sightings);
    for (const [kind, times] of Object.entries(mover.posted)) {
      this.#result.movements[kind] = (this.#result.movements[kind] ?? 0) + times;
    }
    this.#result.refusedMovements += mover.refused;
    return [...moved];
  }

  /** All that can be said of an answer when it is known what was true. */
  #judge({ asked, order, posted, knownBefore }: Question, sightings: Sightings): void {
    const { moving } = this.#result;
    const { syncInterval } = this.request;
    const verdict = judgeMoving(order, posted, sightings, this.#deployment, syncInterval + LEEWAY_MS);
    moving.answers++;
    this.#count(posted);
    if (verdict === 'agrees') moving.agreed++;
    else if (verdict === 'unsettled') moving.unsettled++;
    else if (verdict === 'not judged') moving.notJudged++;
    else this.#disagrees(asked, 'moving', verdict);
    // Behind the gateways there are several, and one may know more than the other.
    if (asked.name === ENGINE || knownBefore === undefined || posted.httpStatus !== 200) return;
    const { data_as_of } = posted.body as Answer;
    if (data_as_of >= knownBefore) return;
    const found = [`data_as_of went back to ${data_as_of}`];
    this.#disagrees(asked, 'moving', disagreement(order, `not before ${knownBefore}`, found, posted, null));
  }

  async #askQuietly(documents: Documents, moved: string[]): Promise<void> {
    const generator = new OrderGenerator(documents, this.#deployment, this.#random, moved);
    const index = new DocumentIndex(documents);
    let drawn = 0;
    const ask = async () => {
      while (drawn++ < this.request.ordersPerRound) {
        const order = generator.next(Date.now());
        await Promise.all(this.#everybody.map((asked) => this.#askOne(asked, order, index)));
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, ask));
  }

  async #askOne(asked: Asked, order: GeneratedOrder, index: DocumentIndex): Promise<void> {
    // What is broken is refused before it reaches an instance.
    if (order.refusedWith !== null && asked.name !== ENGINE) return;
    const posted = await asked.ask(order.body);
    const found = judge(order, posted, documentsAbout(order.body, index), this.#deployment);
    this.#result.quiet.answers++;
    this.#count(posted);
    if (found === null) this.#result.quiet.agreed++;
    else this.#disagrees(asked, 'quiet', found);
  }

  #disagrees(asked: Asked, when: 'moving' | 'quiet', found: Disagreement): void {
    this.#result.disagreements.push({ asked: asked.name, when, ...found });
  }

  #count(posted: Posted): void {
    count(this.#result, posted);
    if (posted.httpStatus !== 200) return;
    const age = posted.before - Date.parse((posted.body as Answer).data_as_of);
    this.#result.oldest = Math.max(this.#result.oldest, age);
  }
}
