-- Who collects an app's days today; a claim that is not renewed is free for others.
CREATE TABLE collection (
    appid      TEXT   NOT NULL,
    day        BIGINT NOT NULL,
    relay      TEXT   NOT NULL,
    claimed_at BIGINT NOT NULL,
    renewed_at BIGINT NOT NULL,
    done_at    BIGINT,
    asked      BIGINT NOT NULL,
    failed     BIGINT NOT NULL,
    PRIMARY KEY (appid, day)
) WITHOUT ROWID;

-- Secrets at rest, each sealed by the state key; number tells which writer came last.
CREATE TABLE sealed (
    name   TEXT   NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL,
    body   TEXT   NOT NULL
) WITHOUT ROWID;

UPDATE store SET value = '2' WHERE name = 'schema';
