/** What those who start a scenario say about it, by environment. */
export const settings = {
  /** The engine, without a path. */
  url: __ENV['OTP_URL'] ?? 'http://127.0.0.1:8080',
  key: __ENV['OTP_KEY'],
  seed: Number(__ENV['SEED'] ?? 1),
  /** File with a Catalogue. */
  catalogue: given('CATALOGUE'),
  /** File that the summary is written to. */
  summary: given('SUMMARY'),
  /** data_source that every answer must have. */
  dataSource: __ENV['DATA_SOURCE'],
};

/** A variable that has no default. */
export function given(name: string): string {
  const value = __ENV[name];
  if (value === undefined)
    throw new Error(
      `${name} is not given. Scenarios are started by npm run load, stress, soak and complexity.`,
    );
  return value;
}
