import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import type { BuildContext } from './build-context.js';
import { filled, pairs, type Stage, words } from './dockerfile.js';

/** A built stage: the folder that stands for its root, and how it is run. */
export interface ImageFolder {
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly number[];
  /** The text of USER; empty: root. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly health: readonly string[];
}

/** Where an image of Node has its program. */
const NODE_PROGRAM = 'usr/local/bin/node';

/**
 * Does what a Dockerfile says, stage by stage, each in an empty folder of its own: COPY copies, RUN runs.
 * An image that is no stage is an empty folder, with our own Node in it when it is one of Node. RUN lines
 * must keep to their WORKDIR.
 */
export class ImageFolders {
  private readonly built = new Map<string, ImageFolder>();

  constructor(
    private readonly context: BuildContext,
    /** Ours alone. */
    private readonly folder: string,
    private readonly say: (what: string) => void,
  ) {}

  build(stages: readonly Stage[]): ReadonlyMap<string, ImageFolder> {
    for (const stage of stages) this.built.set(stage.name, this.buildStage(stage));
    return this.built;
  }

  private buildStage(stage: Stage): ImageFolder {
    this.say(`stage ${stage.name}`);
    let image = this.begin(stage);
    for (const { name, text } of stage.instructions) image = this.follow(image, name, text);
    return image;
  }

  private begin({ name, base }: Stage): ImageFolder {
    const root = join(this.folder, name);
    const parent = this.built.get(base);
    if (parent !== undefined) {
      execFileSync('cp', ['-al', parent.root, root]);
      return { ...parent, root };
    }
    mkdirSync(root);
    if (base.startsWith('node:')) {
      mkdirSync(join(root, dirname(NODE_PROGRAM)), { recursive: true });
      cpSync(process.execPath, join(root, NODE_PROGRAM), { dereference: true });
    }
    const nothing = { env: {}, labels: {}, ports: [], user: '', entrypoint: [], cmd: [], health: [] };
    return { root, workdir: '/', ...nothing };
  }

  private follow(image: ImageFolder, name: string, text: string): ImageFolder {
    switch (name) {
      case 'WORKDIR':
        mkdirSync(placeIn(image, text), { recursive: true });
        return { ...image, workdir: text };
      case 'COPY':
        this.copy(image, text);
        return image;
      case 'RUN':
        run(image, text);
        return image;
      case 'ARG':
      case 'ENV':
        return { ...image, env: { ...image.env, ...pairs(text) } };
      case 'LABEL':
        return { ...image, labels: { ...image.labels, ...pairs(filled(text, image.env)) } };
      case 'EXPOSE':
        return { ...image, ports: [...image.ports, ...text.split(/\s+/).map((port) => parseInt(port, 10))] };
      case 'USER':
        return { ...image, user: text };
      case 'ENTRYPOINT':
        return { ...image, entrypoint: words(text), cmd: [] };
      case 'CMD':
        return { ...image, cmd: words(text) };
      case 'HEALTHCHECK':
        return { ...image, health: words(text.slice(text.indexOf('CMD ') + 4)) };
      default:
        throw new Error(`This does not know what ${name} does.`);
    }
  }

  private copy(image: ImageFolder, text: string): void {
    const all = text.split(/\s+/);
    const from = all[0]?.startsWith('--from=') ? all.shift()?.slice('--from='.length) : undefined;
    const target = all.pop() ?? '';
    const stage = from === undefined ? undefined : this.built.get(from);
    if (from !== undefined && stage === undefined) throw new Error(`There is no stage ${from} to copy from.`);
    const to = placeIn(image, target);
    for (const source of all) {
      const place = stage === undefined ? this.context.file(source) : placeIn(stage, source);
      const into = target.endsWith('/') || all.length > 1 ? join(to, basename(source)) : to;
      mkdirSync(dirname(into), { recursive: true });
      const isFolder = statSync(place).isDirectory();
      // Between stages links do: no stage that copies from another changes what it got.
      const how = stage === undefined ? '-a' : '-al';
      execFileSync('cp', [how, isFolder && existsSync(into) ? `${place}/.` : place, into]);
    }
  }
}

function placeIn({ root, workdir }: ImageFolder, path: string): string {
  const place = join(root, resolve(workdir, path));
  if (place !== root && !place.startsWith(root + sep)) throw new Error(`${path} lies outside the image.`);
  return place;
}

/** With the person's settings of npm and TLS, so that the registry and the cache are theirs. */
function run(image: ImageFolder, command: string): void {
  const own = Object.entries(process.env).filter(([name]) =>
    /^(HOME|npm_config_\w+|.*_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i.test(name),
  );
  const path = [dirname(process.execPath), process.env['PATH'] ?? ''].join(':');
  execFileSync('sh', ['-ec', command], {
    cwd: placeIn(image, '.'),
    env: { ...Object.fromEntries(own), npm_config_prefer_offline: 'true', ...image.env, PATH: path },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
