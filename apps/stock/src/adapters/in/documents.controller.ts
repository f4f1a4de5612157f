import type { ServerUnaryCall } from '@grpc/grpc-js';
import { Controller, Inject } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
import type { documents } from '#libs/contracts';
import { limitsOf } from '#libs/grpc';
import { OtpError } from '#libs/kernel';
import { ApplyPromise } from '../../application/documents/apply-promise.js';
import { ShowDocuments } from '../../application/documents/show-documents.js';
import { SuggestProcurement } from '../../application/documents/suggest-procurement.js';
import { markerOfPromise, markerOfSuggestion } from './documents-marker.js';

type Running = ServerUnaryCall<unknown, unknown>;

export const ORDER_DEFAULTS = Symbol('OrderDefaults');

const SERVICE = 'DocumentService';

@Controller()
export class DocumentsController {
  constructor(
    @Inject(ShowDocuments) private readonly show: ShowDocuments,
    @Inject(ApplyPromise) private readonly promises: ApplyPromise,
    @Inject(SuggestProcurement) private readonly suggestions: SuggestProcurement,
    @Inject(ORDER_DEFAULTS) private readonly defaults: documents.OrderDefaults,
  ) {}

  @GrpcMethod(SERVICE, 'listSalesOrders')
  async listSalesOrders(
    request: documents.ListSalesOrdersRequest,
    _metadata: unknown,
    running: Running,
  ): Promise<documents.ListSalesOrdersResponse> {
    const filter = {
      customer: request.customer ?? null,
      status: request.status ?? null,
      from_date: request.from_date ?? null,
      to_date: request.to_date ?? null,
      search: request.search ?? null,
    };
    const { orders, total } = await this.show.salesOrders(filter, request, limitsOf(running));
    return { orders: [...orders], total };
  }

  @GrpcMethod(SERVICE, 'getSalesOrder')
  async getSalesOrder(
    request: documents.GetSalesOrderRequest,
    _metadata: unknown,
    running: Running,
  ): Promise<documents.GetSalesOrderResponse> {
    const { head, rows } = await this.show.salesOrder(request.sales_order_id, limitsOf(running));
    return { order: head, items: [...rows], defaults: this.defaults };
  }

  @GrpcMethod(SERVICE, 'listItems')
  async listItems(
    request: documents.ListItemsRequest,
    _metadata: unknown,
    running: Running,
  ): Promise<documents.ListItemsResponse> {
    const limits = limitsOf(running);
    return { items: [...(await this.show.items(request.search ?? null, request.limit, limits))] };
  }

  @GrpcMethod(SERVICE, 'getItem')
  async getItem(
    request: documents.GetItemRequest,
    _metadata: unknown,
    running: Running,
  ): Promise<documents.GetItemResponse> {
    const item = await this.show.item(request.item_code, limitsOf(running));
    return { item, can_be_ordered: item.can_be_ordered };
  }

  @GrpcMethod(SERVICE, 'getItemStock')
  getItemStock(
    request: documents.GetItemStockRequest,
    _metadata: unknown,
    running: Running,
  ): Promise<documents.GetItemStockResponse> {
    return this.show.itemStock(request.item_code, request.warehouse, limitsOf(running));
  }

  @GrpcMethod(SERVICE, 'listWarehouses')
  listWarehouses(): documents.ListWarehousesResponse {
    return { warehouses: [...this.show.warehouses()] };
  }

  @GrpcMethod(SERVICE, 'applyPromise')
  async applyPromise(
    request: documents.ApplyPromiseRequest,
    _metadata: unknown,
    running: Running,
  ): Promise<documents.ApplyPromiseResponse> {
    const { sales_order_id, actions_taken } = await this.promises.apply(
      { ...request, comment_text: request.comment_text ?? null, marker: markerOfPromise(request) },
      limitsOf(running),
    );
    return { sales_order_id, actions_taken: [...actions_taken] };
  }

  @GrpcMethod(SERVICE, 'suggestProcurement')
  suggestProcurement(
    request: documents.SuggestProcurementRequest,
    _metadata: unknown,
    running: Running,
  ): Promise<documents.SuggestProcurementResponse> {
    const { suggestion_type: type, priority, items } = request;
    if (type === 'SUGGESTION_TYPE_UNSPECIFIED' || priority === 'PRIORITY_UNSPECIFIED')
      throw new OtpError('BAD_REQUEST', 'A suggestion came without its type or priority.');
    return this.suggestions.suggest(
      { type, priority, items, marker: markerOfSuggestion(request) },
      limitsOf(running),
    );
  }
}
