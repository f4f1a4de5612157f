-- Takes back indexes.sql and leaves ERPNext's own indexes as they were:
--
--   mariadb <db_name> < indexes-undo.sql

ALTER TABLE `tabPurchase Order Item` DROP INDEX IF EXISTS `otp_item_rows`;
