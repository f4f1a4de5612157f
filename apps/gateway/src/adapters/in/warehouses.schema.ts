import { z } from 'zod';
import { text } from './answer.schema.js';

/** The answer of `GET /api/warehouses`. */
export const warehousesAnswer = z.array(
  z
    .strictObject({
      name: z.string(),
      parent: text('The group that it lies in.').nullable(),
      is_group: z.boolean(),
      class: z.string().meta({
        enum: ['SELLABLE', 'NEEDS_PROCESSING', 'IN_TRANSIT', 'NOT_AVAILABLE', 'GROUP'],
        description: 'What becomes of goods that lie there.',
      }),
      company: z.string(),
      disabled: z.boolean(),
    })
    .meta({ id: 'Warehouse' }),
);
