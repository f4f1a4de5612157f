import { z } from 'zod';

/** Parts of answers, for the description of the API: no answer is validated on its way out. */

/** A civil date, YYYY-MM-DD. */
export const date = (description: string) => z.string().meta({ format: 'date', description });

/** An instant in UTC, for example 2026-11-24T22:29:24.134Z. */
export const instant = (description: string) => z.string().meta({ format: 'date-time', description });

export const text = (description: string) => z.string().describe(description);

/** In stock units unless said otherwise. */
export const quantity = (description: string) => z.number().describe(description);
