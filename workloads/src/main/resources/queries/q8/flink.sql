-- The session's time zone must be UTC: window bounds are told as its local time.
SELECT
  EXTRACT(EPOCH FROM p.window_start) * 1000 AS window_start_ms,
  EXTRACT(EPOCH FROM p.window_end) * 1000 AS window_end_ms,
  p.id AS id,
  p.name AS name
FROM (
  SELECT id, name, window_start, window_end
  FROM TABLE(TUMBLE(TABLE person, DESCRIPTOR(event_time), INTERVAL '10' SECOND))
  WHERE NOT tick
  GROUP BY id, name, window_start, window_end
) AS p
JOIN (
  SELECT seller, window_start, window_end
  FROM TABLE(TUMBLE(TABLE auction, DESCRIPTOR(event_time), INTERVAL '10' SECOND))
  WHERE NOT tick
  GROUP BY seller, window_start, window_end
) AS a
ON p.id = a.seller AND p.window_start = a.window_start AND p.window_end = a.window_end
