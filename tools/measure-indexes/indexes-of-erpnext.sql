-- What ERPNext 15 has out of the box.

ALTER TABLE `tabBin`
  ADD UNIQUE KEY `unique_item_warehouse` (`item_code`, `warehouse`),
  ADD KEY `modified` (`modified`),
  ADD KEY `warehouse` (`warehouse`);

ALTER TABLE `tabPurchase Order`
  ADD KEY `modified` (`modified`),
  ADD KEY `status` (`status`),
  ADD KEY `supplier` (`supplier`),
  ADD KEY `transaction_date` (`transaction_date`);

ALTER TABLE `tabPurchase Order Item`
  ADD KEY `expected_delivery_date` (`expected_delivery_date`),
  ADD KEY `item_code_warehouse_index` (`item_code`, `warehouse`),
  ADD KEY `material_request` (`material_request`),
  ADD KEY `material_request_item` (`material_request_item`),
  ADD KEY `parent` (`parent`),
  ADD KEY `sales_order` (`sales_order`),
  ADD KEY `sales_order_item` (`sales_order_item`);

ALTER TABLE `tabItem`
  ADD UNIQUE KEY `item_code` (`item_code`),
  ADD KEY `disabled` (`disabled`),
  ADD KEY `item_group` (`item_group`),
  ADD KEY `item_name` (`item_name`),
  ADD KEY `modified` (`modified`),
  ADD KEY `variant_of` (`variant_of`);

ALTER TABLE `tabUOM Conversion Detail` ADD KEY `parent` (`parent`);
