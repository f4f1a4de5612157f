import type { Provider } from '@nestjs/common';
import type { Config } from '#libs/config';
import type { documents } from '#libs/contracts';
import { systemClock, withoutTrailingSlashes } from '#libs/kernel';
import { ORDER_DEFAULTS } from './adapters/in/documents.controller.js';
import { DocumentsReader } from './adapters/out/erpnext/documents-reader.js';
import { DocumentsWriter } from './adapters/out/erpnext/documents-writer.js';
import type { ErpnextClient } from './adapters/out/erpnext/erpnext-client.js';
import { shedWrite, showQueue } from './adapters/out/erpnext/erpnext.metrics.js';
import { ApplyPromise } from './application/documents/apply-promise.js';
import { InTurn } from './application/documents/in-turn.js';
import { ShowDocuments } from './application/documents/show-documents.js';
import { SuggestProcurement } from './application/documents/suggest-procurement.js';
import type { KeepReference } from './application/keep-reference.js';

/** What the documents controller needs. */
export function documentProviders(
  config: Config<'stock'>,
  client: ErpnextClient,
  kept: KeepReference,
): Provider[] {
  const reader = new DocumentsReader(client);
  const address = config.ERPNEXT_PUBLIC_URL ?? config.ERPNEXT_URL;
  const writer = new DocumentsWriter(client, withoutTrailingSlashes(address));
  const turns = new InTurn(config.ERPNEXT_WAITING_WRITES, () => shedWrite.inc());
  showQueue('writes', () => turns.turns);
  const classes = config.WAREHOUSE_CLASSES;
  const suggestions = new SuggestProcurement(
    reader,
    writer,
    kept,
    { turns, clock: systemClock },
    { warehouse: config.DEFAULT_WAREHOUSE, classes },
  );
  return [
    { provide: ShowDocuments, useValue: new ShowDocuments(reader, kept, systemClock, classes) },
    { provide: ApplyPromise, useValue: new ApplyPromise(writer, turns) },
    { provide: SuggestProcurement, useValue: suggestions },
    { provide: ORDER_DEFAULTS, useValue: orderDefaults(config) },
  ];
}

function orderDefaults(config: Config<'stock'>): documents.OrderDefaults {
  return {
    warehouse: config.DEFAULT_WAREHOUSE,
    delivery_model: config.DEFAULT_DESIRED_DATE_MODE,
    cutoff_time: config.DEFAULT_CUTOFF_TIME,
    no_weekends: config.DEFAULT_NO_WEEKENDS,
  };
}
