DROP TABLE correction_notices;
