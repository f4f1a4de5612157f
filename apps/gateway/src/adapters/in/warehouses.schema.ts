import { z } from 'zod';

/** The answer of `GET /api/warehouses`. `class`: SELLABLE, NEEDS_PROCESSING, IN_TRANSIT, NOT_AVAILABLE or GROUP. */
export const warehousesAnswer = z.array(
  z.strictObject({
    name: z.string(),
    parent: z.string().nullable(),
    is_group: z.boolean(),
    class: z.string(),
    company: z.string(),
    disabled: z.boolean(),
  }),
);
