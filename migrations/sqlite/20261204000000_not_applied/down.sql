DELETE FROM tasks WHERE kind = 'write_not_applied';
DROP TABLE not_applied;
