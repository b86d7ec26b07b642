DROP TABLE deferrals;
