-- The index in ERPNext's database that pays for the Order Promise Engine; docs/erpnext-indexes.md has the figures.
-- Apply it to the site's database, whose name `bench --site <site> show-config` tells as db_name:
--
--   mariadb <db_name> < indexes.sql
--
-- It may be applied again, it locks nobody out, and indexes-undo.sql takes it back.

-- The full sync reads open orders page by page, by time of change. Most orders of a site are finished: with
-- their status in the index they are passed over without a look at the table.
ALTER TABLE `tabPurchase Order`
  ADD INDEX IF NOT EXISTS `otp_modified_status` (`modified`, `name`, `docstatus`, `status`),
  ALGORITHM=INPLACE, LOCK=NONE;
