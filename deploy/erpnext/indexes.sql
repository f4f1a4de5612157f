-- The index in ERPNext's database that pays for the Order Promise Engine; docs/erpnext-indexes.md has the figures.
-- Apply it to the site's database, whose name `bench --site <site> show-config` tells as db_name:
--
--   mariadb <db_name> < indexes.sql
--
-- It may be applied again, it locks nobody out, and indexes-undo.sql takes it back.

-- Purchase order rows are read by item, some hundred items at once. With all that is read of a row in the
-- index, the rows themselves, which lie apart, need not be looked up.
ALTER TABLE `tabPurchase Order Item`
  ADD INDEX IF NOT EXISTS `otp_item_rows` (
    `item_code`, `parent`, `idx`, `warehouse`, `qty`, `received_qty`, `conversion_factor`,
    `delivered_by_supplier`, `schedule_date`, `expected_delivery_date`, `modified`, `parenttype`, `parentfield`
  ),
  ALGORITHM=INPLACE, LOCK=NONE;
