-- What WeChat said of each day, one row a version; times are Unix seconds, days are 20261001.
CREATE TABLE day_version (
    appid        TEXT   NOT NULL,
    module       TEXT   NOT NULL,
    slice        TEXT   NOT NULL,
    day          BIGINT NOT NULL,
    first_seen   BIGINT NOT NULL,
    last_asked   BIGINT NOT NULL,
    settled_at   BIGINT,
    settled_asks BIGINT NOT NULL,
    measured     BIGINT NOT NULL, -- how many values the body holds
    body         TEXT   NOT NULL, -- WeChat's tables of that day, as JSON
    PRIMARY KEY (appid, module, slice, day, first_seen)
) WITHOUT ROWID;

-- Changes whenever days of an app and module do, so that what was made of them can be thrown away.
CREATE TABLE generation (
    appid  TEXT   NOT NULL,
    module TEXT   NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (appid, module)
) WITHOUT ROWID;

-- Calls of each day in Beijing.
CREATE TABLE calls (
    appid  TEXT   NOT NULL,
    day    BIGINT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (appid, day)
) WITHOUT ROWID;

-- Which AppID each alias stands for.
CREATE TABLE alias (
    alias TEXT   NOT NULL PRIMARY KEY,
    appid TEXT   NOT NULL,
    since BIGINT NOT NULL
) WITHOUT ROWID;

-- What this store is, and the oldest schema whose programs may open it.
CREATE TABLE store (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO store (name, value) VALUES ('kind', 'bootlens'), ('schema', '1'), ('readable_from', '1');
