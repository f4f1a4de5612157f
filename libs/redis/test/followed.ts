import { ChangeFollower, connectRedis, type RedisConfig } from '../src/index.js';

/** A follower that writes down what it is told, one line each. */
export function followed(config: RedisConfig): {
  readonly told: string[];
  readonly follower: ChangeFollower;
} {
  const told: string[] = [];
  const follower = new ChangeFollower(() => connectRedis(config, { blocking: true }), {
    items: (codes) => told.push(`items ${codes.join()}`),
    reference: (version) => told.push(`reference ${version}`),
    covered: ({ coveredUntilMs }) => told.push(`covered ${coveredUntilMs}`),
    reset: (coverage, version) => told.push(`reset ${coverage?.coveredUntilMs} ${version}`),
    lost: () => told.push('lost'),
  });
  follower.start();
  return { told, follower };
}
