-- Takes back indexes.sql and leaves ERPNext's own indexes as they were:
--
--   mariadb <db_name> < indexes-undo.sql

ALTER TABLE `tabPurchase Order` DROP INDEX IF EXISTS `otp_modified_status`;
