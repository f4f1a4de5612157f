import {
  commentController,
  customFieldController,
  holidayListController,
  itemController,
  roleController,
  taskController,
  warehouseController,
} from '../masters/master-controllers.js';
import { deliveryNoteController } from '../trade/delivery-note.controller.js';
import { materialRequestController } from '../trade/material-request.controller.js';
import { purchaseOrderController } from '../trade/purchase-order.controller.js';
import { purchaseReceiptController } from '../trade/purchase-receipt.controller.js';
import { salesOrderController } from '../trade/sales-order.controller.js';
import { stockEntryController } from '../trade/stock-entry.controller.js';
import { type Controller, type Site } from './controller.js';

const forgetRules = (_: unknown, { access }: Site): void => access.rules.forget();

/** What each DocType does; one that is absent is only stored. */
export const controllers: ReadonlyMap<string, Controller> = new Map([
  ['Item', itemController],
  ['Warehouse', warehouseController],
  ['Holiday List', holidayListController],
  ['Company', { required: ['company_name', 'abbr'] }],
  ['UOM', { required: ['uom_name'] }],
  ['Product Bundle', { required: ['new_item_code'], requiredTables: ['items'] }],
  ['Comment', commentController],
  ['Task', taskController],
  ['Custom Field', customFieldController],
  ['Webhook', { required: ['webhook_doctype', 'webhook_docevent', 'request_url'] }],
  ['User', { required: ['email'], onUpdate: forgetRules }],
  ['Role', roleController],
  ['User Permission', { required: ['user', 'allow', 'for_value'] }],
  ['Purchase Order', purchaseOrderController],
  ['Sales Order', salesOrderController],
  ['Material Request', materialRequestController],
  ['Purchase Receipt', purchaseReceiptController],
  ['Delivery Note', deliveryNoteController],
  ['Stock Entry', stockEntryController],
]);
