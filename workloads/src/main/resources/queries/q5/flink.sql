-- The session's time zone must be UTC: window bounds are told as its local time.
SELECT
  EXTRACT(EPOCH FROM c.window_start) * 1000 AS window_start_ms,
  EXTRACT(EPOCH FROM c.window_end) * 1000 AS window_end_ms,
  c.auction AS auction,
  c.num AS num
FROM (
  SELECT auction, COUNT(*) AS num, window_start, window_end
  FROM TABLE(
    HOP(TABLE bid, DESCRIPTOR(event_time), INTERVAL '2' SECOND, INTERVAL '10' SECOND))
  WHERE NOT tick
  GROUP BY auction, window_start, window_end
) AS c
JOIN (
  SELECT MAX(num) AS most, window_start, window_end
  FROM (
    SELECT auction, COUNT(*) AS num, window_start, window_end
    FROM TABLE(
      HOP(TABLE bid, DESCRIPTOR(event_time), INTERVAL '2' SECOND, INTERVAL '10' SECOND))
    WHERE NOT tick
    GROUP BY auction, window_start, window_end
  )
  GROUP BY window_start, window_end
) AS m
ON c.window_start = m.window_start AND c.window_end = m.window_end AND c.num = m.most
