import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageFolder } from './image-folders.js';

const requiredLabels = ['title', 'description', 'version', 'revision', 'vendor', 'licenses'];

interface Sbom {
  readonly components: readonly { readonly name: string; readonly version: string }[];
}

/** What is wrong with an image, a sentence each. `development`: packages that only builds and tests use. */
export function faultsOfImage(image: ImageFolder, development: readonly string[]): string[] {
  const app = join(image.root, image.workdir);
  const paths = readdirSync(image.root, { recursive: true }).map(String);
  const sbom = JSON.parse(readFileSync(join(app, 'sbom.cdx.json'), 'utf8')) as Sbom;
  const listed = new Set(sbom.components.map(({ name, version }) => `${name}@${version}`));
  return [
    ...(/^[1-9]\d*:[1-9]\d*$/.test(image.user) ? [] : ['USER must be the numbers of one who is not root.']),
    ...(image.entrypoint.length > 0 ? [] : ['There is no ENTRYPOINT.']),
    ...(image.health.length > 0 ? [] : ['There is no HEALTHCHECK.']),
    ...requiredLabels
      .filter((label) => !image.labels[`org.opencontainers.image.${label}`])
      .map((label) => `The label org.opencontainers.image.${label} is missing.`),
    ...development
      .filter((name) => existsSync(join(app, 'node_modules', name)))
      .map((name) => `${name} is for builds and tests only, and is in the image.`),
    ...packagesIn(join(app, 'node_modules'))
      .filter((name) => !listed.has(name))
      .map((name) => `${name} is in the image and not in its SBOM.`),
    ...paths
      .filter((path) => /(^|\/)(\.npmrc|\.env|npm|npx|yarn|dist\/.*\.(map|spec\.js))$/.test(path))
      .filter((path) => !path.includes('node_modules/'))
      .map((path) => `${path} has no business in the image.`),
  ];
}

/** name@version of the packages at the top of a node_modules folder. */
function packagesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
    )
    .map((name) => {
      const { version } = JSON.parse(readFileSync(join(folder, name, 'package.json'), 'utf8')) as {
        version: string;
      };
      return `${name}@${version}`;
    });
}
