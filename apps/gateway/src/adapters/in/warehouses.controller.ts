import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { DocumentsClient } from '../out/documents.client.js';
import { runningCall } from './running-call.js';
import { warehousesAnswer } from './warehouses.schema.js';

@Controller('api/warehouses')
export class WarehousesController {
  constructor(@Inject(DocumentsClient) private readonly documents: DocumentsClient) {}

  @Get()
  @Header('cache-control', 'no-store')
  async tree(@Req() request: FastifyRequest): Promise<z.output<typeof warehousesAnswer>> {
    const { warehouses } = await this.documents.warehouses(runningCall(request));
    return warehouses.map((warehouse) => ({ ...warehouse, parent: warehouse.parent ?? null }));
  }
}
