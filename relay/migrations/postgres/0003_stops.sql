-- Days in Beijing on which WeChat grants an app no more calls, until one is lifted or is over.
CREATE TABLE stops (
    appid TEXT   NOT NULL,
    day   BIGINT NOT NULL,
    code  BIGINT NOT NULL, -- WeChat's error code
    rid   TEXT,            -- WeChat's id of the request
    at    BIGINT NOT NULL,
    PRIMARY KEY (appid, day)
);

-- What WeChat last said of an app's calls of a day, whoever makes them.
CREATE TABLE quota (
    appid       TEXT   NOT NULL,
    day         BIGINT NOT NULL,
    daily_limit BIGINT NOT NULL,
    used        BIGINT NOT NULL,
    remain      BIGINT NOT NULL,
    counted     BIGINT NOT NULL, -- our own calls of the day when it was asked
    asked_at    BIGINT NOT NULL,
    PRIMARY KEY (appid, day)
);

UPDATE store SET value = '3' WHERE name = 'schema';
