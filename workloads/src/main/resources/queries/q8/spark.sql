-- The condition on event_time is never true. It keeps the filter above the watermark: Spark moves
-- filters that do not name the event time below it, and ticks would not move it any more.
-- Persons and auctions are brought together by number and window in one aggregate: fewer states,
-- and no join whose watermark would have to be carried on.
SELECT
  unix_millis(window.start) AS window_start_ms,
  unix_millis(window.end) AS window_end_ms,
  id,
  name
FROM (
  SELECT
    id,
    window(event_time, '10 seconds') AS window,
    collect_set(name) AS names,
    COUNT(auction) AS auctions
  FROM (
    SELECT id, name, CAST(NULL AS BIGINT) AS auction, event_time
    FROM person
    WHERE NOT tick OR event_time < TIMESTAMP '0001-01-01 00:00:00'
    UNION ALL
    SELECT seller, CAST(NULL AS STRING), id, event_time
    FROM auction
    WHERE NOT tick OR event_time < TIMESTAMP '0001-01-01 00:00:00'
  )
  GROUP BY id, window(event_time, '10 seconds')
)
LATERAL VIEW explode(names) AS name
WHERE auctions > 0
