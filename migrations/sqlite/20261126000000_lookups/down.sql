DROP TABLE gateway_secrets;
DROP TABLE lookups;
