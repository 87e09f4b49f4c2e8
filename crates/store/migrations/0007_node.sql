-- The nodes that run. A node holds its number by a row that it renews; nothing else refers to it.
CREATE TABLE node (
    id     BIGINT NOT NULL PRIMARY KEY,
    holder TEXT   NOT NULL,
    about  TEXT   NOT NULL,
    since  BIGINT NOT NULL,
    until  BIGINT NOT NULL
);
