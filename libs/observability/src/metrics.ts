import { Registry } from 'prom-client';

/** All metrics of this process. OpenMetrics, because only that has a place for exemplars. */
export const metrics = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>();
metrics.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
