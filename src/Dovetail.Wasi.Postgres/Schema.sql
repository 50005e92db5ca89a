-- What PostgresStore keeps its buckets in, from PostgreSQL 12 on. {schema} is the name of the schema, quoted.
CREATE SCHEMA IF NOT EXISTS {schema};

CREATE SEQUENCE IF NOT EXISTS {schema}.version;

-- The row of a bucket is locked by whoever changes something in it: so its size is true, and its changes follow one another.
CREATE TABLE IF NOT EXISTS {schema}.bucket (
    name text PRIMARY KEY,
    bytes bigint NOT NULL DEFAULT 0
);

-- Keys are UTF-8: text would not take the character of code 0, and might order by a language.
CREATE TABLE IF NOT EXISTS {schema}.entry (
    bucket text NOT NULL,
    key bytea NOT NULL,
    value bytea NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (bucket, key)
);

-- Sets a value, if it is still of the version that is expected: null for whatever it is, 0 for none. Whether it was.
CREATE OR REPLACE FUNCTION {schema}.put(in_bucket text, in_key bytea, in_value bytea, expected bigint, most bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    seen bigint;
    more bigint;
BEGIN
    INSERT INTO {schema}.bucket (name) VALUES (in_bucket) ON CONFLICT DO NOTHING;
    PERFORM FROM {schema}.bucket WHERE name = in_bucket FOR UPDATE;
    SELECT version, octet_length(in_value) - octet_length(value) INTO seen, more FROM {schema}.entry WHERE bucket = in_bucket AND key = in_key;
    IF expected IS NOT NULL AND coalesce(seen, 0) <> expected THEN
        RETURN false;
    END IF;
    more := coalesce(more, {overhead} + octet_length(in_key) + octet_length(in_value));
    UPDATE {schema}.bucket SET bytes = bytes + more WHERE name = in_bucket AND (more <= 0 OR bytes + more <= most);
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no space' USING ERRCODE = 'DV001';
    END IF;
    INSERT INTO {schema}.entry (bucket, key, value, version) VALUES (in_bucket, in_key, in_value, nextval('{schema}.version'))
        ON CONFLICT (bucket, key) DO UPDATE SET value = excluded.value, version = excluded.version;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION {schema}.remove(in_bucket text, in_key bytea) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    fewer bigint;
BEGIN
    PERFORM FROM {schema}.bucket WHERE name = in_bucket FOR UPDATE;
    DELETE FROM {schema}.entry WHERE bucket = in_bucket AND key = in_key RETURNING {overhead} + octet_length(key) + octet_length(value) INTO fewer;
    UPDATE {schema}.bucket SET bytes = bytes - fewer WHERE name = in_bucket AND fewer IS NOT NULL;
END $$;

-- Adds to a value, a decimal number in ASCII; where there is none it is 0.
CREATE OR REPLACE FUNCTION {schema}.increment(in_bucket text, in_key bytea, delta bigint, most bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    digits text;
    sum bigint;
BEGIN
    INSERT INTO {schema}.bucket (name) VALUES (in_bucket) ON CONFLICT DO NOTHING;
    PERFORM FROM {schema}.bucket WHERE name = in_bucket FOR UPDATE;
    SELECT encode(substring(value for 21), 'escape') INTO digits FROM {schema}.entry WHERE bucket = in_bucket AND key = in_key;
    IF digits !~ '^[-+]?[0-9]{1,19}$' THEN
        RAISE EXCEPTION 'no number' USING ERRCODE = 'DV002';
    END IF;
    sum := coalesce(digits::bigint, 0) + delta;
    PERFORM {schema}.put(in_bucket, in_key, convert_to(sum::text, 'UTF8'), NULL, most);
    RETURN sum;
END $$;
