-- The machine whose data a source is, by the name that it is reached by, in small letters; null for the site's own machine. In
-- the store, so that running and waiting jobs are counted by it there. Not breaking.
CREATE FUNCTION source_host(kind source_kind, config jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN kind = 'POSTGRESQL' AND config ->> 'host' !~* '^(/.*|localhost|127\.\d+\.\d+\.\d+|::1)$' THEN lower(config ->> 'host')
  END
$$;
